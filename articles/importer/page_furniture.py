"""What a web page has around its text: banner, menu, advertisements, votes, comments, footer.

Only whole lines are taken for it, by what such lines say on many sites, and every one is kept word
for word as an aside: whoever looks at the report sees whether a line of the text went with them.
"""

import re
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise

from articles.importer.raw_document import Aside, AsideKind
from articles.importer.raw_lines import Line
from articles.text.sentences import ends_a_sentence

MAX_BANNER_LINES = 10
MAX_BANNER_LINE = 700
MAX_NEWSLETTER_LINES = 4
MAX_NEWSLETTER_LINE = 300
MAX_TITLE_OF_PAGE = 140
MIN_MENU_LINES, MAX_MENU_LINES = 3, 30  # between two that are known: a title may stand there alone
MIN_ADDRESSES = 2  # so many lines that are only an address make a list of search results


def _line(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_SHARE_NAMES = (
    "facebook|twitter|x|whats ?app|pinterest|linkedin|reddit|e-?mail|print|tweet|telegram|pin it"
    "|copy link|share|messenger|bluesky|mastodon"
)
_COUNT = r"[\d.,]+ ?[km]? (?:views?|shares?|likes?|comments?|reads?)"
_TIME = r"(?:\d+[ -]?min(?:ute)?s?\.?(?: to)? read|reading time:? .{1,30}|lesezeit:? .{1,30})"
_FOOTER = (
    "privacy(?: policy| notice| statement)?|terms(?: of (?:use|service))?|terms"
    " (?:and|&) conditions"
    "|cookie (?:policy|settings|preferences)|cookies|contact(?: us)?|about(?: us)?|imprint"
    "|impressum|datenschutz(?:erklärung)?|agb|kontakt|accessibility(?: statement)?|site ?map"
    "|advertise(?: with us)?|disclaimer|careers|press|help|legal"
)
_SECTIONS = (
    "about(?: us)?|services|contact(?: us)?|blog|news|shop|store|faqs?|conditions|topics|articles"
    "|products|team|testimonials|appointments|log ?in|resources|careers|search|health|a-z|[|·/>-]"
)
_BUTTON = (
    r"(?:accept|reject|decline|allow|agree|deny|refuse)(?: (?:to )?(?:all|only|necessary|essential"
    r"|cookies|and close))*|(?:manage|more|show|cookie) (?:options|preferences|settings|cookies|"
    r"purposes)|(?:use )?(?:only )?(?:strictly )?(?:necessary|essential)(?: cookies)?(?: only)?"
    r"|i (?:accept|agree)|got it!?|ok(?:ay)?|learn more|save (?:and|&) (?:close|exit)|customi[sz]e"
    r"|alle akzeptieren|(?:alle )?ablehnen|einstellungen"
)
SINGLE_LINES: tuple[tuple[AsideKind, re.Pattern[str]], ...] = (
    ("skip link", _line(r"(?:skip|jump) to (?:the )?(?:main )?\w+|zum inhalt(?: springen)?")),
    ("cookie banner", _line(r"(?:accept|reject|allow) all(?: cookies)?|alle akzeptieren")),
    (
        "menu",
        _line(
            r"(?:main |toggle |open |close |show |site )*(?:menu|navigation)|log ?in|sign ?in"
            r"|sign up|log ?out|register|back to top|my account|(?:you are here:? )?home"
            r"|(?:toggle |open |close )?search(?: this site)?"
            rf"|home(?: (?:{_SECTIONS})){{1,15}}|(?-i:HOME(?: [A-Z&]{{2,}}){{1,15}})"
            r"|(?:tags?|tagged(?: with)?|filed under|posted in|categor(?:y|ies)) ?:? [^.?!]{1,160}"
        ),
    ),
    (
        "menu",
        _line(r"(?:you are here:? )?(?:home|start(?:seite)?)(?: ?[>›»/→|] ?[^>›»/→|]{1,60}){1,8}"),
    ),
    ("menu", _line(r"[^>›»→.?!]{1,40}(?: ?[>›»→] ?[^>›»→.?!]{1,60}){2,8}")),
    ("share line", _line(r"share(?: (?:this|on|via|with)\b.{0,120})?|follow us.{0,80}")),
    ("share line", _line(rf"(?:(?:{_SHARE_NAMES})(?:[\s|·•,/]+|$)){{1,12}}")),
    ("reading time", _line(rf"(?:{_TIME}|{_COUNT})(?:\s*[|·•–-]?\s*(?:{_TIME}|{_COUNT}))*")),
    (
        "advertisement",
        _line(
            r"advertise?ments?|ad|ads|sponsored(?: content| by .{1,60})?|promoted|anzeige|werbung"
            r"|publicidad|publicité|(?:story |article )?continues? (?:reading )?(?:below|after).*"
            r"|scroll (?:down )?to continue.*"
        ),
    ),
    (
        "newsletter",
        _line(r"enter your e-?mail(?: address)?(?: here)?|subscribe(?: now| today)?!?"),
    ),
    (
        "footer",
        _line(
            r"(?:©|\(c\) ?(?=(?:19|20)\d\d)|copyright\b).{0,160}|.{0,80}\ball rights reserved\b.*"
        ),
    ),
    (
        "assistant line",
        _line(
            r"(?:sure|certainly|of course|absolutely|great question)(?: thing)?[!,.] (?:here|below)"
            r"(?:[’']s| is| are).*|(?:would you like|do you want) me to .*\?"
            r"|if you(?:[’']d)? (?:like|want), i can .*"
            r"|let me know if you(?:[’']d)? (?:like|want|need)\b.*"
        ),
    ),
    ("footer", _line(rf"(?:{_FOOTER})(?:\s*[|·•/–]\s*(?:{_FOOTER}))+")),
    ("footer", _line(r"(?:privacy policy|terms of (?:use|service)|cookie policy|impressum)")),
    (
        "search engine",
        _line(
            r"people also (?:ask|search for)|(?:search for|searches related to)\s*:.*"
            r"|related searches|(?:more|view all) results|ähnliche fragen|feedback|view all"
        ),
    ),
)
ANY_SINGLE_LINE = _line("|".join(f"(?:{form.pattern})" for _, form in SINGLE_LINES))
BANNER = _line(
    r"we (?:value|respect|care about) your privacy.*|(?:we|this (?:web)?site|our (?:web)?site)(?:"
    r" and our (?:\d+ )?partners)? (?:use|store)s? .{0,60}(?:cookies|information on).*"
    r"|cookies? (?:on|consent|settings|preferences|notice)\b.{0,60}"
    r"|(?:your|manage) (?:your )?(?:consent|privacy|cookie)s?(?: (?:choices|settings|preferences))?"
    r"|wir (?:schätzen|respektieren) ihre privatsphäre.*|wir verwenden cookies.*"
)
OF_A_BANNER = _line(
    r"\b(?:cookies?|partners|consent|personal data|privacy|your choices|advertising|privatsphäre)\b"
)
BUTTON = _line(_BUTTON)
OF_A_MENU = _line(r"(?=.{1,30}$)[^\s.?!:]+(?: [^\s.?!:]+){0,2}")
NEWSLETTER = _line(
    r"(?:sign up|subscribe|register)\b.{0,40}\b(?:newsletter|updates|mailing list|e-?mails?)\b"
    r".{0,80}"
    r"|(?:join|get) (?:our|the) (?:free )?newsletter.*|(?:our |free )?newsletter"
)
OF_A_NEWSLETTER = _line(
    r"\b(?:inbox|e-?mail|newsletter|unsubscribe)\b|^(?:subscribe|sign up|submit|go)(?: now)?!?$"
)
VOTE = _line(
    r"(?:was|is|did you find) (?:this|the) \w+ (?:\w+ )?(?:helpful|useful)(?: to you)?\??"
    r"(?: yes(?: ?[|/,] ?| )no)?|rate this \w+|thank(?:s| you) for your feedback[.!]?"
    r"|war dieser \w+ hilfreich\??"
)
YES_OR_NO = _line(r"yes|no|yes ?[|/,]? ?no|ja|nein|ja ?[|/,]? ?nein")
COMMENTS = _line(
    r"(?:\d+ )?(?:comments?|responses|kommentare?)(?: ?\(\d+\))?:?|leave a (?:comment|reply).{0,60}"
    r"|(?:post|add) a comment.{0,40}|join the (?:discussion|conversation).{0,40}"
)
LIST_HEADING = _line(
    r"(?:recommend(?:ed|ations)?(?: (?:articles|reading|for you))?"
    r"|related(?: articles| posts| stories| content| topics| questions)?"
    r"|(?:similar|other|more) questions|people also asked"
    r"|(?:you )?(?:may|might) (?:also )?(?:like|be interested in)|people also (?:like|read)"
    r"|(?:read|see|more) (?:also|this)?(?: ?next)?|read more|keep reading|up next|next article"
    r"|more (?:articles|stories|posts|from .{1,60}|on this topic)|popular (?:articles|posts)"
    r"|most read|trending(?: now)?|further reading|lesen sie auch|das könnte sie auch interessieren"
    r")\s*[:：]?"
)
PAGE_ADDRESS = _line(
    r"(?:https?://[^\s›]+|(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,})(?: ?› ?[^\s›][^›]{0,80})*"
)


def without_furniture(lines: Sequence[Line]) -> tuple[list[Line], list[Aside]]:
    """The lines that may be of the text, and what was left out in its order."""
    kept: list[Line] = []
    asides: list[Aside] = []
    between = _between_menu_lines(lines)
    place = 0
    while place < len(lines):
        kind, end = _furniture_at(lines, place)
        kind = kind or ("menu" if place in between else None)
        if kind:
            asides += [Aside(kind, line.whole) for line in lines[place:end]]
        else:
            kept.append(lines[place])
        place = end
    kept, addresses = _without_addresses(kept)
    return kept, asides + addresses


def _between_menu_lines(lines: Sequence[Line]) -> set[int]:
    """Where several short lines stand between two that are known to be of a menu."""
    menu = [place for place, line in enumerate(lines) if kind_of_line(line) == "menu"]
    return {
        place
        for first, last in pairwise(menu)
        if MIN_MENU_LINES <= last - first - 1 <= MAX_MENU_LINES
        and all(_is_of_menu(line) for line in lines[first + 1 : last])
        for place in range(first + 1, last)
    }


def _is_of_menu(line: Line) -> bool:
    return line.kind == "none" and not line.level and bool(OF_A_MENU.fullmatch(line.text))


def _furniture_at(lines: Sequence[Line], place: int) -> tuple[AsideKind | None, int]:
    """What begins at this line and where it ends; None for a line of the text."""
    line, end = lines[place], place + 1
    if line.kind in ("question", "answer"):
        return None, end
    for begins, kind, belongs, most in SEVERAL_LINES:
        if begins.fullmatch(line.text):
            last = min(len(lines), end + most)
            while end < last and belongs(lines[end]):
                end += 1
            return kind, end
    return kind_of_line(line), end


def kind_of_line(line: Line) -> AsideKind | None:
    """What a line is that stands alone around the text of a page; None for any other line."""
    if len(line.text) > MAX_BANNER_LINE or not ANY_SINGLE_LINE.fullmatch(line.text):
        return None
    return next((kind for kind, form in SINGLE_LINES if form.fullmatch(line.text)), None)


def _is_of_banner(line: Line) -> bool:
    if BUTTON.fullmatch(line.text):
        return True
    is_short = len(line.text) <= MAX_BANNER_LINE and not line.level
    return is_short and bool(OF_A_BANNER.search(line.text))


def _is_of_newsletter(line: Line) -> bool:
    return len(line.text) <= MAX_NEWSLETTER_LINE and bool(OF_A_NEWSLETTER.search(line.text))


def _is_of_comments(line: Line) -> bool:
    """Comments go on to the next list, to the footer, or to a heading of the page."""
    if line.level or line.kind == "question" or LIST_HEADING.fullmatch(line.text):
        return False
    return kind_of_line(line) != "footer"


def _is_yes_or_no(line: Line) -> bool:
    return bool(YES_OR_NO.fullmatch(line.text))


# How it begins, what it is, whether a further line belongs to it, and how many may.
SEVERAL_LINES: tuple[
    tuple[re.Pattern[str], AsideKind, Callable[[Line], bool], int],
    ...,
] = (
    (BANNER, "cookie banner", _is_of_banner, MAX_BANNER_LINES),
    (NEWSLETTER, "newsletter", _is_of_newsletter, MAX_NEWSLETTER_LINES),
    (COMMENTS, "comment", _is_of_comments, sys.maxsize),
    (VOTE, "vote", _is_yes_or_no, 2),
)


def _without_addresses(lines: list[Line]) -> tuple[list[Line], list[Aside]]:
    """Lines that are only an address, as in lists of search results, with the title of the page."""
    places = [place for place, line in enumerate(lines) if PAGE_ADDRESS.fullmatch(line.text)]
    if len(places) < MIN_ADDRESSES:
        return lines, []
    gone: set[int] = set()
    asides = []
    for place in places:
        title = _title_beside(lines, place, gone)
        asides.append(Aside("page address", lines[place].text, lines[title].whole if title else ""))
        gone |= {place, title} if title else {place}
    return [line for place, line in enumerate(lines) if place not in gone], asides


def _title_beside(lines: list[Line], place: int, gone: set[int]) -> int:
    """Where the title of the page with this address stands: above it, else below; 0 for nowhere.

    Above it, it follows the end of an answer; the first line of all is the title of the document.
    """
    above, below = place - 1, place + 1
    if above > 1 and above not in gone and _may_be_title(lines[above]):
        if ends_a_sentence(lines[above - 1].text) or lines[above - 1].text.endswith(("…", "...")):
            return above
    elif below < len(lines) and _may_be_title(lines[below]) and "?" not in lines[below].text:
        return below
    return 0


def _may_be_title(line: Line) -> bool:
    is_plain = line.kind == "none" and len(line.text) <= MAX_TITLE_OF_PAGE
    return (is_plain and not line.text.endswith((".", "!"))) or line.text.endswith("...")
