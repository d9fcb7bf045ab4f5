"""Long sentences that have lost their stops, as lists do when mark-up is taken off: where something new begins."""

from __future__ import annotations

import re

from credloom.requirements.marks import BOTH, WORD, words
from credloom.requirements.verbs import form_at, forms

_FEW = 2
_AGAIN = 3
_LEADING = frozenset(
    (
        "to",
        "and",
        "or",
        "will",
        "can",
        "must",
        "not",
        "may",
        "of",
        "the",
        "a",
        "an",
        "in",
        "for",
        "with",
        "that",
        "who",
        "which",
        "by",
        "as",
        "on",
        "at",
        "from",
        "we",
        "you",
        "they",
        "should",
        "would",
        "help",
        "also",
        "than",
        "best",
    )
)
_RUN_ON = 24
_PER_COMMA = 6
_NEW_THING = re.compile(
    r"(?<=\s)(?:(?:the )?(?:ability|drive|desire) to|able to|must (?:be|have|display)|(?:(?:[Ee]xcellent|[Ss]trong"
    r"|[Oo]utstanding|[Ee]xceptional|[Gg]ood|[Gg]eneral|[Bb]asic|[Ss]olid) )(?=\w+)"
    r"|[Kk]nowledge of|[Ee]xperience (?:in|with)|[Pp]roficien(?:t|cy) (?:in|with)|[Ff]amiliarity with"
    r"|[Hh]igh [Ss]chool|[Bb]achelor|[Mm]inimum (?:of )?\d|[Vv]alid |\d+\+? [Yy]ears|a team player)"
)
_BEFORE = words(
    r"(?:\b(?:and|or|an?|the|with|of|in|to|have|has|must|be|possess|including|as|for|very|extremely|prior"
    r"|preferred|required|least|minimum|your|our|who|is|are|their)|,|\()\s+$"
)


def breaks(text: str, start: int, end: int) -> list[int]:
    """Where something new begins in a long sentence that has lost its stops, as lists do when mark-up is taken off."""
    length = len(text[start:end].split())
    if length < _RUN_ON:
        return []
    if (form_at(text, start, end) or ("",))[0] == "base" and (found := _verbs_in(text, start, end)):
        return found
    if text.count(",", start, end) * _PER_COMMA > length:
        return []
    found, last = [], start
    for hit in _NEW_THING.finditer(text, start + 1, end):
        if (
            not _BEFORE.search(text, max(start, hit.start() - 24), hit.start())
            and len(text[last : hit.start()].split()) > 1
        ):
            found.append(hit.start())
            last = hit.start()
    return found


def _verbs_in(text: str, start: int, end: int) -> list[int]:
    """Where verbs of duties follow on nouns without a stop between, if they do so again and again."""
    found, last, before = [], 0, "to"
    for number, word in enumerate(WORD.finditer(text, start, end)):
        plain = word[0].lower()
        apart = (
            text[word.start() - 1].isspace() and text[word.start() - 2] not in ",;:(&/"
            if word.start() > start + 1
            else False
        )
        if (
            apart
            and number - last > _FEW
            and forms().get(plain) == "base"
            and before not in _LEADING
            and before not in forms()
            and not BOTH.fullmatch(text, word.start(), word.end())
        ):
            found.append(word.start())
            last = number
        before = plain
    return found if len(found) >= _AGAIN else []
