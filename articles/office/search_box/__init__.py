"""The office's search box: reads what is typed, and finds records of every kind that have it."""
