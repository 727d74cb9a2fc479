"""Reminders by mail: when one is due on a person's own clock, and sending it once a day at most."""
