"""What a log says that should be heard at once: nudges towards “When to get help”.

`events` and `onsets` are pure: plain rows in, events out, no Django. `updating` stores what
they find for one person; pages show `ShownNudge.objects.unread`.
"""
