"""The walker's own pages."""
