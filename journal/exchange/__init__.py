"""Walks from and to files."""
