"""What a person logs, and what it shows."""
