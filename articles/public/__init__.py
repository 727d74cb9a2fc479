"""What readers see: pages, search page, feeds, site maps, feedback, shared drafts."""
