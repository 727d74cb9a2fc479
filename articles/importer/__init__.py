"""Raw documents, as they were scraped or pasted: a draft and a report of what is wrong."""
