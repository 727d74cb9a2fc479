"""Reminders: when one is due on a person's own clock, who is mailed, and that it is once a day."""
