"""What changed from one edition to another. Knows no database; `stored` reads from it."""
