"""Walks from and to files.

`walk_files` tells what a file is. A table is read in steps: `csv_recognition` finds separator and
heading and knows `COLUMN_ALIASES`, `csv_table` cuts rows, `walk_csv` says what a cell of each
column means, `walk_table` reads tables of other programs. `known_walks` decides what becomes of
each walk, and `walk_keeping` stores them.
"""
