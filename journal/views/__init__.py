"""The views of the walker's own pages, and the public pages about the journal."""
