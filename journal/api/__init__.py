"""Walks as JSON, for devices that send walks saved without a connection, and for a walker's own
tools. docs/walks-api.md has examples.

Each limit is defined where it is checked: of a list in `api_views`, of a body in `json_body`, of
unfinished walks in `storing`, of requests a minute in `accounts.tokens`.
"""
