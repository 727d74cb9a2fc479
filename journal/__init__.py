"""The walkers’ side: the journal that a person keeps, and what can be read from it."""
