"""The project: settings, addresses, the admin site, and the parts every page shares."""
