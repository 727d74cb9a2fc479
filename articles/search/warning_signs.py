"""Finds the warning signs that a text touches: it has the search words of a sign, or asks for help.

The care card of a touched sign stands above the results of a search, and at the start of an article
whose introduction names the sign. The search words are read once for each version of the content.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings

from articles.models import WarningSign
from articles.page_cache.versions import cached_per_version
from articles.text.sign_words import SignVocabulary, SignWording, SpokenText, read_wordings

# Words by which people ask for help itself: then all signs of the level are shown. The numbers of
# the site's country are settings; these others are known from films and from abroad.
EMERGENCY_NAMES = """
999, 911, 112, triple nine, triple zero, sos, ambulance, paramedic, casualty, emergency, emergencies, emergency room
red flag, red flags, warning sign, warning signs, danger sign, danger signs, alarm signs, alarm bells
get help, getting help, need help now, urgent help, medical help, seek help
when, should, need, how soon + see a doctor, see the doctor, see a gp, see my gp, go to a doctor, \
go to the doctors, go to my gp, call a doctor, call my gp, ring a doctor, ring my gp, phone a doctor, \
contact a doctor, need a doctor, go to er, go to hospital, go into hospital, get medical, seek medical, \
get checked out but not physio, physiotherapist, osteopath, chiropractor, specialist, who, which, what
do I need a doctor, need to see a doctor, need to see a gp, should see a doctor
when to worry, when should I worry, when should I be worried, when to be concerned
who, number, phone number, which hospital, nearest hospital, hospital near + call, ring, phone, dial, \
contact, nearest, near, which, emergency but not company, phone app, phone download
call, dial, ring, phone, number, triple + 000, 061, 102, 103, 108, 110, 118, 119, 120, 144, 995
is it serious but not serious walker, serious hill, serious hike
something serious, anything serious, sign of something serious, life threatening, \
seriously hurt, seriously injured, seriously ill, seriously sick, seriously unwell, seriously bad, \
seriously wrong
am I dying
"""  # noqa: E501 (a line is a wording)
URGENT_NAMES = """
111, urgent, urgently, out of hours, walk in centre, urgent care, minor injuries unit
urgent treatment centre
"""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class SignIndex:
    """All signs in the order in which they are shown, and the wordings of signs and of help.

    `wordings`: lists of (key of a sign or level of help, wording), each under a word of the
    wording's first part, so that a text is compared only with wordings that it may have.
    """

    signs: Sequence[WarningSign]
    wordings: Mapping[str, Sequence[tuple[int | str, SignWording]]]
    vocabulary: SignVocabulary

    def touched_by(self, text: str) -> list[WarningSign]:
        said = self._said_in(self.vocabulary.read(text))
        return [sign for sign in self.signs if sign.id in said or sign.level in said]

    def named_in(self, sentences: Iterable[str]) -> list[WarningSign]:
        said: set[int | str] = set()
        for sentence in sentences:
            said |= self._said_in(self.vocabulary.read(sentence))
        return [sign for sign in self.signs if sign.id in said]

    def _said_in(self, text: SpokenText) -> set[int | str]:
        said: set[int | str] = set()
        for word in text.present:
            for said_by, wording in self.wordings.get(word, ()):
                if said_by not in said and wording.is_said_in(text):
                    said.add(said_by)
        return said


@cached_per_version
def _sign_index() -> SignIndex:
    order = list(WarningSign.Level.values)
    signs = sorted(WarningSign.objects.all(), key=lambda sign: order.index(sign.level))
    names = {
        WarningSign.Level.EMERGENCY.value: f"{EMERGENCY_NAMES}\n{settings.EMERGENCY_NUMBER}",
        WarningSign.Level.URGENT.value: f"{URGENT_NAMES}\n{settings.URGENT_NUMBER}",
    }
    lines: dict[int | str, str] = {sign.id: sign.search_words for sign in signs} | names
    wordings = defaultdict(list)
    for said_by, of_one in lines.items():
        for wording in read_wordings(of_one):
            for word in wording.parts[0].words:
                wordings[word].append((said_by, wording))
    return SignIndex(signs, dict(wordings), SignVocabulary([*lines.values()]))


def touched_signs(text: str) -> list[WarningSign]:
    """The signs that `text` touches, the most urgent first; all of a level if it asks for help.

    `text` may be anything.
    """
    return _sign_index().touched_by(text) if text else []


def signs_named_in(text: str) -> list[WarningSign]:
    """The signs whose words are in one sentence of `text`, the most urgent first.

    Asking for help does not count here.
    """
    return _sign_index().named_in(_SENTENCE_END.split(text))


def is_sign_word(word: str) -> bool:
    """Whether `word`, in lower case, is in the search words of a sign, so must not be replaced."""
    return word in _sign_index().vocabulary.words
