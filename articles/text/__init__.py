"""Text as values: rich text, words and stems, sentences, medicines. Imports nothing of ours.

Both databases index the same stems, made here, so that what is found and in which order does not
depend on the database.
"""
