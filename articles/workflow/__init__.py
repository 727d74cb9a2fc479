"""What people do with an edition as a whole, and what has to hold before it reaches readers.

`actions.py` has one form for each action; `publishing.py` is the one place that publishes: it asks
the check list and then changes the edition's state. Needs models and check list, no admin.
"""
