"""What changed from one edition to another. `edition_diff` and `small_change` compare
values and know no database; `edition_content` reads from it.
"""
