"""Template tags for pages of the journal."""
