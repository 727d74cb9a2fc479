"""Makes the sense of ambiguous words clear before a text is compared with the lines of signs.

The sense often depends on short words, which that comparison leaves out: *legs are week* means
weak, *a wee walk* is a short one, and *they are better off without me* means wanting to be dead. A
phrase that means danger stays, and words that lines of signs have are added after it
(`_MEANS_DANGER`). A word of a sign that is harmless here is replaced by another (`_MEANS_NONE`).
"""

import re

from articles.text.tokens import fold

# Emergency numbers that are spelt out, such as “nine nine nine”.
_DIGITS = {"zero": "0", "one": "1", "two": "2", "nine": "9"}
_DIGIT = f"({'|'.join(_DIGITS)})"
_SPELT_NUMBER = re.compile(rf"\b{_DIGIT}[ -]?{_DIGIT}[ -]?{_DIGIT}\b")
_ED = re.compile(r"\bED\b")  # in capitals only: Ed is a name

# Other spellings of the same. All rules here see text in lower case and without apostrophes.
_SPELLINGS = [
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\bs[u*]?[i1!*]?c[i1!*]d(?=e|al)", "suicid"),  # spelt so to get past a filter
        (r"(?<=\d)(?=[a-z])", " "),  # lost 10kg
        (r"\ba\s*(?:&|and|n)\s*e\b", "casualty"),  # A&E would be two letters
        (r"\b(?:triple[ -]a|a\.a\.a)\b", "aaa"),
        # *Hurt myself* is said of an accident, *hurting myself* of harm that is meant.
        (r"\bhurting (my|him|her) ?self\b", r"hurting\1self"),
    )
]
_CAR = r"(?:bike|bus|car|ditch|lorry|post|tree|truck|van|wall)"
_CANNOT = r"(?:can\ ?t|can\ ?not|couldnt|wont)"
_PILLS = (
    "(?:capsules|codeine|ibuprofen|meds|painkillers|paracetamols?|pills|sleeping|tablets|tramadol)"
)
_SOMEBODY = (
    "(?:boyfriend|bloke|dad|ex|father|girlfriend|guy|he|husband|man|partner|she|somebody|someone"
    "|son|they|wife)"
)
_MEANS_DANGER = (
    (r"\b(?P<more>worse|\w+er)\ and\ (?P=more)\b", "getting worse"),  # weaker and weaker
    (r"\bloss\ of\b", "lost"),
    # Numbness in other words.
    (
        r"""
        \b(?:lost|lose|losing|no)\ (?:all\ |any\ |the\ )?sense\ (?:in|of)\ (?:her|his|my|the)\b
        |\bcan\ ?t\ tell\ (?:hot|warm)\ from\ cold\b
        |\bfeels?\ like\ (?:cardboard|leather|plastic|someone\ elses)\b
        |\b(?:legs|feets?|foots|toes)\ (?:are|r|is|always|keep)\ sleeping\b
        """,
        "numb",
    ),
    (
        r"\b(?:left|right)\ (?:leg|foot)\b.{0,40}"
        r"\bnow\ (?:in\ )?(?:both|my|the|left|right|other)\b",
        "both legs",
    ),
    (
        r"\blegs\ (?:both\ |just\ |suddenly\ )*went"
        r"(?=$|[.,]|\ (?:again|and|as|completely|from|on\ me|under|when)\b)",
        "gave way",
    ),
    # Somebody who has to go but cannot needs the toilet. “Cannot go out for a walk” is not meant.
    (
        rf"""
        \b(?:needs?|want|have|got)\ to\ go\ (?:\w+\ )?but\ (?:i\ |just\ |it\ |then\ )*
            {_CANNOT}(?=[.,]|$|\ (?:and|any|at|now|properly|since)\b)
        |\bnot\ been\ able\ to\ go(?=\ since\b|$)
        """,
        "cant pee",
    ),
    # Running into a car is a crash; running into a friend is not.
    (
        rf"""
        \b(?:backed|crashed|cycled|drove|ploughed|ran|reversed|rode|skied|slammed|smashed|went)
            \ (?:straight\ |right\ |(?:my|the|his|her)\ \w+\ )?into
            \ (?:the\ (?:back|side|front|rear)\ of\ )?
            (?:me|us|(?:an?|another|her|his|my|our|the)\ (?:parked\ )?{_CAR})\b
        """,
        "crash",
    ),
    # “Saw an accident” is no danger, “saw my accident” is: it was their own.
    (
        r"""
        \b(?:saw|witness\w*|prevent\w*|avoid\w*|report\w*)\ my\ (?:\w+\ )?(?:accident|crash)\b
            (?!\ (?:book|form|rates?|report)\b)
        """,
        "crash",
    ),
    # “Toilet break” is harmless, unless somebody cannot wait or cannot go at all.
    (
        r"""
        \b(?:loo|pee|poo|toilet|wee)\ breaks?\b
            (?=.*\b(?:can\ ?not|can\ ?t|constantly|control|every|hold|nothing|wont)\b)
        """,
        "pee",
    ),
    # Hit by somebody is an assault; beaten to the top of a hill is not.
    (
        rf"""
        \b{_SOMEBODY}\ (?:has\ |just\ )?
            (?:(?:attacked|hit|hits|kicked|punched|shoved)\ (?:her|him|me)\b(?!\ (?:that|up)\b)
            |(?:beat|beats|pushed|pushes|threw)\ (?:her|him|me)\b
                (?!\ (?:at|by|further|hard|harder|in|on\ the\ swing|that|too)\b)
                (?!\ to\b(?!\ the\ (?:floor|ground|wall)\b)))
        """,
        "assaulted",
    ),
    (r"\bfeel\ (?:down|off|out\ of)\ (?:an?|his|her|my|the)\b", "fell"),
    (
        r"\bup\ (?:every|most|half\ the)\ nights?\ (?:because|cause|cos|due|from|with)\b",
        "awake all night",
    ),
    # Others would be better off without them, they would rather be dead, or want it to end.
    (
        r"""
        \b(?:better|easier|happier)\ (?:\w+\ )?without\ me\b
        |\bif\ i\ (?:just\ )?(?:died|disappeared|(?:was|were|am)\ (?:dead|gone)
            |(?:was\ not|were\ not|wasnt|werent)\ (?:here|around|alive))\b
        |\b(?:about|of|prefer|think\w*|thoughts?)\ not\ being\ (?:alive|around|here)\b
        """,
        "better dead",
    ),
    (r"\bcan\ ?(?:t|not)\ do\ this\ (?=(?:any|no)\ ?(?:more|longer)\b)", "cant go on"),
    (r"\b(?:want\ (?:it\ )?all\ to|make\ it\ all)\ stop\b", "end it all"),
    (r"\bit\ (?:all\ )?to\ end\b", "end it"),
    # An overdose: a number of pills from 10 on, or all of them, or a lot.
    (
        rf"""
        \b(?:swallowed|taken|took)\ (?:about\ |around\ |like\ |over\ |nearly\ )?
            (?:[1-9]\d|all\ (?:of\ )?(?:my|the)|loads\ of|lots\ of|an?\ (?:load|whole\ \w+)\ of)
            \ (?!mg)(?:\w+\ )?{_PILLS}\b
        """,
        "overdose",
    ),
    # A number such as 38.5 is a fever, unless a unit follows or it is the size of a shoe.
    (
        r"""
        (?<!size\ )(?<!eu\ )\b(?:3[89]|4[01])[.,]\d\b
            (?!\ (?:cm|inch|kg|km|kms|k|kilometres|lbs|m|metres|miles|min|mph|pounds|stone)\w*)
        """,
        "fever",
    ),
)
_MEANS_NONE = (
    (r"\bloos(?=(?:e|ing)\ (?:\w+\ )?(?:weight|pounds|stone|kilos|kg)\b)", "los"),
    # “How to walk without pain” is no danger; “without feeling it” is one.
    (
        r"""
        ^(how\ (?:can|do|should|to)\ .*)\bwithout\b
            (?!\ (?:any\ |a\ )?(?:control|knowing|noticing|reali\w+|sensation|warning
                |feeling(?!\ (?:\w+\ )?(?:pain|sore|stiff|tired)))\b)
        """,
        r"\1avoiding",
    ),
    # Falling asleep is no fall. What is asleep still counts: *my bum falls asleep*.
    (r"\bf(?:all(?:s|ing|en)?|ell)(?=\ asleep\b)", ""),
    (r"(?<!heart\ )\battack(?=\ (?:dogs?|plan)\b)", "guard"),
    # “Week” means weak where only an adjective can stand: not in *legs hurt this week*.
    (
        r"""
        \b(?<!not\ )(am|are|r|is|was|were|feels?|feeling|felt|goes|going|gone|went|gets?|getting|got
            |so|very|really|too|legs?|feet|foot)\ week\b
            (?!\ (?:\d|one|two|three|four|five|six|seven|eight|by|of|off|long|plan))
        |(^|\b(?:my|his|her|have|has|with|and|both)\ )week
            (?=\ (?:legs?|feet|foot|ankles?|knees?|muscles?|bladder|stream)\b)
            (?!\ legs?\ (?:exercises?|workouts?|sessions?|training|day)\b)
        """,
        r"\1\2 weak",
    ),
    # “Wee” means small before certain nouns: *feel a wee bit stiff*.
    (
        r"""
        (^|\b(?:an?|another|her|his|just|lovely|my|nice|our|some|that|the|this|wee)\ )wee
            (?=\ (?:break|chat|coffee|cup|dander|daunder|dog|doggy|hill|jaunt|jog|man|nap|path
                |rest|run|seat|stretch|stroll|trip|walks?|wander)\b)
        |(^|\b(?:aches?|am|burns?|feels?|feeling|felt|hurts?|is|still|stings?|was)\ an?\ )
            wee(?=\ (?:bit|tad)\b)
        """,
        r"\1\2small",
    ),
    # “Fall” as the season.
    (
        r"(^|\b(?:best|good|great|lovely|nice|our|scenic|some|this)\ )fall(?=\ (?:hik|walks))",
        r"\1autumn",
    ),
    # “Fell” as a hill: *fell walking in the lakes*, *love fell running*.
    (
        r"""
        (^|\b(?:an?|best|doing|do|enjoys?|for|go|going|good|like|loves?|of|some|the)\ )
            fell(?=\ (?:walk|rac|runn)(?:s|es?|ers?|ing)?
            (?:$|\ (?:boots?|clubs?|gear|groups?|holidays?|kit|poles?|race|routes?|shoes?|socks
                |training|in\ (?:the\ )?(?:cumbria|dales|lake|peak|pennines|scotland)\w*)))
        |\b(?:(?:on|over|up)\ the\ fell|the\ fells)\b(?!\ (?:on|over|down|and|off))
        """,
        r"\1hill",
    ),
    # “Kms” are kilometres where they are counted; else it may stand for “kill myself”.
    (
        r"(?<=\d\ )kms\b"
        r"|\b(couple\ of|extra|few|hundreds?(?:\ of)?|in|lots\ of|many|more|number\ of|some"
        r"|thousands?(?:\ of)?)\ kms\b"
        r"|^(how\ |average\ |daily\ |the\ )?kms"
        r"(?=\ (?:an?|each|every|in|long|of|per|run|walk\w*)\b)",
        r"\1\2 km",
    ),
    # Below 35 degrees, or outside, it is the temperature of the weather.
    (
        r"""
        \btemperature\ (?:about\ |around\ |is\ |of\ |was\ )*(?:[12]?\d|3[0-4])\ degrees?\b
        |\b(?:[34]\d|9\d|10\d)\ (?:c|f|degrees?)
            \ (?=(?:heat|in\ the\ (?:shade|sun)|outdoors|outside)\b)
        """,
        "weather ",
    ),
)
_SENSES = [
    *((re.compile(pattern, re.VERBOSE), rf"\g<0> {added} ") for pattern, added in _MEANS_DANGER),
    *((re.compile(pattern, re.VERBOSE), put) for pattern, put in _MEANS_NONE),
]
# Few texts have any of them, and one search is faster than thirty.
_ANY_SENSE = re.compile("|".join(pattern.pattern for pattern, _ in _SENSES), re.VERBOSE)


def spell(text: str) -> str:
    """`text` in lower case, without apostrophes, with single spaces and unified spellings."""
    text = " ".join(fold(_ED.sub("erectile", text)).split())  # rules have single spaces
    for pattern, put in _SPELLINGS:
        text = pattern.sub(put, text)
    return _SPELT_NUMBER.sub(lambda spelt: "".join(_DIGITS[one] for one in spelt.groups()), text)


def tell_senses(text: str) -> str:
    """`text`, which `spell` returned, with ambiguous words made clear for the lines of signs."""
    if _ANY_SENSE.search(text):
        for pattern, put in _SENSES:
            text = pattern.sub(put, text)
    return text
