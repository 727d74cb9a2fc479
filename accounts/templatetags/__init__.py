"""Template tags and filters for forms, used by the templates of several apps."""
