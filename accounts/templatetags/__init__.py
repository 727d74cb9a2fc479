"""What the templates of several apps need for forms."""
