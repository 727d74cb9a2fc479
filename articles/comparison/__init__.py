"""What changed from one edition to another. `edition_diff` and `small_change` compare
plain values without the database; `edition_content` reads these values from it.
"""
