"""How a walk and a programme are typed in; `typed_times` and `minutes_field` read what is typed."""
