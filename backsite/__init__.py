"""The project: settings, addresses, the server, the admin site, and what all pages share."""
