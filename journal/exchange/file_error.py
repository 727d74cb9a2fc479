"""The exceptions with which every reader of an uploaded file refuses it."""


class FileError(ValueError):
    """The file as a whole cannot be read; its text tells the person who chose it why."""


class ColumnError(FileError):
    """The columns of a table cannot be used as they are; another choice of columns may help."""
