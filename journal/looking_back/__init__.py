"""Looking back at a log: days, weeks and months, walks like one walk, and search in notes."""
