"""The forms of the journal; `typed_times` and `minutes_field` parse what people type."""
