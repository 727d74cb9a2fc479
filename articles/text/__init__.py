"""Functions on texts that need no database: rich text, words, stems, sentences, medicines.

Imports nothing of ours but from `accounts.fields`.

The stems that search indexes are made here, so that the results and their order are the same with
either database.
"""
