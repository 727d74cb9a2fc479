"""The report for the clinic: what a period of a log shows, on two pages."""
