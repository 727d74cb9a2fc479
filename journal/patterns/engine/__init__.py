"""The arithmetic: logs as arrays, models of them, and what may be said of each."""
