"""Reading walks from files, and writing them to files.

`walk_files` recognises the format of a file. A table is read in steps: `csv_recognition` finds the
separator and the heading (with `COLUMN_ALIASES`), `csv_table` splits rows into cells, `walk_csv`
reads the cell of each column, `walk_table` reads tables of other programs. `known_walks` decides
for each walk whether it is taken, offered or refused, and `walk_keeping` stores the walks.
"""
