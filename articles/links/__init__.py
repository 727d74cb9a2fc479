"""Links between pages and to the outside: where texts lead, and whether somebody answers there."""
