"""Records whose changes wait for a second person: their forms, and the pages of a change."""
