"""The kinds of pattern, one file each, and the list of all of them.

A new kind is a file here with a tuple `KINDS`, and in `parameters` the file's name in `KIND_FILES`
and the numbers that decide what may be said of it.
"""

from importlib import import_module

from ..parameters import KIND_FILES
from .kind import Kind

# By code, in the order in which patterns are read, listed and exported.
KINDS: dict[str, Kind] = {
    kind.code: kind for file in KIND_FILES for kind in import_module(f".{file}", __name__).KINDS
}
