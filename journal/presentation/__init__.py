"""Patterns as a page shows them: words, headlines, charts."""
