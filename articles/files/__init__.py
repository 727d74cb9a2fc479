"""The site's own file format: export, import, and the starter articles."""
