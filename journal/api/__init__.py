"""Walks as JSON, for what a device sends by itself: the queue of walks that were saved without a
connection, and a walker's own tools. docs/walks-api.md has examples.

Each limit stands where it is held: of a list in `api_views`, of a body in `json_body`, of walks
that wait in `storing`, of requests a minute in `accounts.tokens`.
"""
