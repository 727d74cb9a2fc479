"""Walks as JSON, for what a device sends by itself: the queue of walks that were saved without a
connection, and a walker's own tools. docs/walks-api.md has examples."""
