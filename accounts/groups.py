"""The groups of an editorial office; each app's migrations give them its permissions."""

GROUPS = ("author", "reviewer", "publisher")
