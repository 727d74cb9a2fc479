"""Makes a draft, and a report of what is wrong, from a raw document: scraped, pasted or saved."""
