"""The one refusal that every reader of a brought file raises."""


class FileError(ValueError):
    """The file as a whole cannot be taken; the text says why, for the person who chose it."""


class ColumnError(FileError):
    """A table whose columns do not say which is which; another choice of them may help."""
