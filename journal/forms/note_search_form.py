"""The form for searching one’s own notes."""

from django import forms

from articles.text.tokens import fold

MAX_QUERY_LENGTH = 100


class NoteSearchForm(forms.Form):
    """Words of a note. Sent by POST, because an address is logged and kept in browser histories.

    Valid `cleaned_data["words"]` is a list of folded words; `older` is the id of the walk at which
    an earlier search stopped.
    """

    use_required_attribute = False

    words = forms.CharField(
        label="Words in your notes",
        max_length=MAX_QUERY_LENGTH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"required": "Type a word that is in your note."},
    )
    older = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_words(self) -> list[str]:
        words = fold(self.cleaned_data["words"]).split()
        if not words:
            raise forms.ValidationError("Type a word that is in your note.")
        return words
