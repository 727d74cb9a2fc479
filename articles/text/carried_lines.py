"""Changes of a list with one entry a line, carried over to another version of the list. Pure."""


def carry_over(old: str, new: str, other: str) -> str:
    """`other` with the lines that `new` adds to `old`, and without those that it takes out."""
    before, after = old.splitlines(), new.splitlines()
    kept = [line for line in other.splitlines() if line in after or line not in before]
    added = [line for line in after if line not in before]
    return "\n".join(dict.fromkeys([*kept, *added]))
