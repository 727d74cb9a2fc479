"""The one search box of the office: what is typed, and what of every kind has it."""
