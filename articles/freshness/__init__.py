"""Whether what readers see is still what it was: by a change of the data, or by the clock alone.

`watching` has the database count every change itself, in the row of `ContentVersion`; `moments`
knows when the clock last changed a page and when it will next. Together they say how long a page
that was built once may be shown again, and since when it has been as it is.
"""
