"""Which published answers fit a log: matching, the rules in use, what they leave out."""
