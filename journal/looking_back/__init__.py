"""Looking back at a log: weeks, months, lists, and what changed."""
