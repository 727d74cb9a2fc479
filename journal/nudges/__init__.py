"""Nudges towards “When to get help”: what a walker should be told as soon as their log shows it.

`events`, `spells` and `onsets` are pure: plain rows in, events out, no Django. `updating` stores
what they find for one person; pages show `ShownNudge.objects.unread`.
"""
