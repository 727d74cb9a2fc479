"""The page on which an edition is written, and the pages around it."""
