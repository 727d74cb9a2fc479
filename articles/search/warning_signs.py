"""Which warning signs a text touches: by the words that editors gave each sign, or by asking for
help itself.

A search that touches a sign shows it above what was found, and an article that speaks of one in
its introduction begins with it. The words are read once for each version of the content.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from articles.models import WarningSign
from articles.page_cache.versions import cached_per_version
from articles.text.sign_words import SignVocabulary, SignWording, SpokenText, read_wordings

# By what people call help itself. Who asks so is shown every sign of the level. The country's own
# numbers are settings; these others are known from films and from abroad.
EMERGENCY_NAMES = """
999, 911, 112, triple nine, triple zero, sos, ambulance, paramedic, casualty, emergency, emergencies, emergency room but not emergency blanket, emergency kit
red flag, red flags, warning sign, warning signs, danger sign, danger signs, alarm signs, alarm bells
get help, getting help, need help now, urgent help, medical help, seek help
when, should, need, how soon + see a doctor, see the doctor, see a gp, see my gp, go to a doctor, \
go to the doctors, go to my gp, call a doctor, call my gp, ring a doctor, ring my gp, phone a doctor, \
contact a doctor, need a doctor, go to hospital, go into hospital, get medical, seek medical, \
get checked out but not physio, physiotherapist, osteopath, chiropractor, specialist, who, which, what
do I need a doctor, need to see a doctor, need to see a gp, should see a doctor
when to worry, when should I worry, when should I be worried, when to be concerned
who, number, phone number, which hospital, nearest hospital, hospital near + call, ring, phone, dial, \
contact, nearest, near, which, emergency but not company, phone app, phone download
call, dial, ring, phone, number, triple + 000, 061, 102, 103, 108, 110, 118, 119, 120, 144, 995
is it serious, something serious, anything serious, sign of something serious, life threatening, \
am I dying
"""  # noqa: E501 (a line is a wording)
URGENT_NAMES = """
111, urgent, urgently, out of hours, walk in centre, urgent care, minor injuries unit
urgent treatment centre
"""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class SignIndex:
    """The wordings of every sign, in the order in which signs are shown, and those of help."""

    signs: tuple[tuple[WarningSign, tuple[SignWording, ...]], ...]
    names: tuple[tuple[str, tuple[SignWording, ...]], ...]
    vocabulary: SignVocabulary

    def touched_by(self, text: str) -> list[WarningSign]:
        spoken = self.vocabulary.read(text)
        levels = {level for level, names in self.names if _is_said(names, spoken)}
        return [
            sign
            for sign, wordings in self.signs
            if sign.level in levels or _is_said(wordings, spoken)
        ]

    def named_in(self, sentences: Iterable[str]) -> list[WarningSign]:
        spoken = [self.vocabulary.read(sentence) for sentence in sentences]
        return [
            sign
            for sign, wordings in self.signs
            if any(_is_said(wordings, sentence) for sentence in spoken)
        ]


def _is_said(wordings: Iterable[SignWording], spoken: SpokenText) -> bool:
    return any(wording.is_said_in(spoken) for wording in wordings)


@cached_per_version
def _sign_index() -> SignIndex:
    order = list(WarningSign.Level.values)
    signs = sorted(WarningSign.objects.all(), key=lambda sign: order.index(sign.level))
    names = {
        WarningSign.Level.EMERGENCY.value: f"{EMERGENCY_NAMES}\n{settings.EMERGENCY_NUMBER}",
        WarningSign.Level.URGENT.value: f"{URGENT_NAMES}\n{settings.URGENT_NUMBER}",
    }
    return SignIndex(
        signs=tuple((sign, tuple(read_wordings(sign.search_words))) for sign in signs),
        names=tuple((level, tuple(read_wordings(lines))) for level, lines in names.items()),
        vocabulary=SignVocabulary([*(sign.search_words for sign in signs), *names.values()]),
    )


def touched_signs(text: str) -> list[WarningSign]:
    """The signs that `text` speaks of or asks for, the most urgent first; any text is fine."""
    return _sign_index().touched_by(text) if text else []


def signs_named_in(text: str) -> list[WarningSign]:
    """The signs of which one sentence of `text` speaks, the most urgent first."""
    return _sign_index().named_in(_SENTENCE_END.split(text))


def is_sign_word(word: str) -> bool:
    """Whether some sign is searched for by `word`, in lower case: nothing may replace it."""
    return word in _sign_index().vocabulary.words
