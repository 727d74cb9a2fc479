"""The check list of an edition: what keeps it from being published, and what is worth a look.

`load.check_list` is the way in. It reads the edition and what stands around it as plain values
(`inputs.py`); every other module here is pure, values in and findings out, a module for each
concern.
"""
