"""What a log says that should be heard at once: nudges towards “When to get help”.

`events` and `onsets` are pure: plain rows in, events out, no Django. `hearing` keeps what they find
for one person, and `unread` is what pages show."""
