"""Where a sentence asks for several things: duties in a row, lists of named things, different sorts of requirement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from credloom.requirements import kinds
from credloom.requirements.blocks import Span
from credloom.requirements.marks import BOTH, NAMED, OR, SHORT, WORD, marks, words
from credloom.requirements.pattern import Pattern
from credloom.requirements.runs import breaks
from credloom.requirements.verbs import form_at, forms

_OPENERS = words(
    r"(?:also |be |have |possess |display |demonstrate |an? |the |some )*(?:(?:strong|excellent|good|solid|proven"
    r"|demonstrated|exceptional|outstanding|great|effective|superior|basic|advanced|extensive|thorough|general"
    r"|keen|natural|positive|high level of|working|reliable|professional|customer-focused|friendly"
    r"|solution-oriented)\s+\w+"
    r"|(?:ability|desire|willingness|drive|capacity|aptitude)\s+(?:to|for)|(?:knowledge|understanding"
    r"|command)\s+(?:of|in)|(?:\w+ )?experience\s+(?:with|in|as|of|using|working)"
    r"|familiar(?:ity)? with|proficien(?:t|cy) (?:in|with)|skilled in|able to|willing to|capable of|fluen(?:t|cy)"
    r"|attention to|(?:valid|current|active)\s+\w+|must\b|should\b|you (?:will|have|are|must|should|can)\b"
    r"|interest in|track record|enjoy\b|detail[- ]oriented|demonstrated)"
)
_SAID = words(
    r"(?:required|preferred|desired|desirable|mandatory|a plus|a must|an advantage|a bonus|nice to have"
    r"|helpful)\)?\s*$"
)
_EXAMPLES = words(
    r"\b(?:such as|including|includes?|e\.?g\.?|i\.?e\.?|like|for example|ranging from|between|both|either"
    r"|to include|engaging|relat(?:ed|ing) to)\b"
)
LIST_LEAD = words(
    r"(?:\w+ly |an? |very |good |strong |solid |basic |working |advanced |deep |excellent |hands-on |extensive "
    r"|thorough |practical |general |prior |previous |proven |technical |firm )*"
    r"(?:knowledge|understanding|experience|expertise|proficien(?:t|cy)|skills?|skilled|familiar(?:ity)?|fluen(?:t"
    r"|cy)|competen(?:t|ce|cy)|experienced|background|versed|certified|training)"
    r"(?: and (?:experience|knowledge|understanding|expertise|skills))?\s+(?:of|in|with|using|on"
    r"|working with)\s+(?:the (?:use of )?)?"
)
_SHARED_HEAD = words(
    r"\b(?:skills?|abilities|ability|experience|knowledge|licen[sc]es?|certifications?|degrees?|principles"
    r"|practices|procedures|policies|techniques|concepts|methods|management|systems?|equipment|tools|activities"
    r"|issues|environments?|standards|processes|services|programs?|requirements|needs|records|work|field|attitude"
    r"|manner|orientation|etc\.?)\s*\)?$"
)
_ADJECTIVE = words(
    r"(?:\w+-)?\w+(?:ed|ic|al|ive|able|ible|ful|ous|ent|ant|oriented|driven|minded|ly|some|less|centric|motivated)"
    r"|(?:honest|kind|calm|smart|sharp|open|curious|eager|safe|neat|clean|full|friendly|ready|tidy|hands-on"
    r"|flexible|sincere|mature|proactive|punctual)"
)
_OTHERS = words(r"(?:related|other|similar|associated|the like|more|etc)\b")
_LAST = 7


def clauses(text: str, start: int, end: int, *, lists: bool = True) -> Iterator[Span]:
    """The things that a sentence asks for, one after the other; `lists` says whether bare lists are several things."""
    if LABELLED.match(text, start, end):
        yield Span(start, end)
        return
    if lists and (named := _capitalised(text, start, end)):
        yield from named
        return
    begin = start
    for place in [*breaks(text, start, end), end]:
        yield from _parted(text, begin, place, lists)
        begin = place


def _capitalised(text: str, start: int, end: int) -> list[Span]:
    """A list of short phrases that each begin with a capital: "Weld pipe, Read drawings"; empty for anything else."""
    items, begin = [], start
    for comma in _COMMA.finditer(text, start, end):
        items.append(Span(begin, comma.start()))
        begin = comma.end()
    items.append(Span(begin, end))
    fits = len(items) > 1 and all(_PHRASE.fullmatch(text, item.start, item.end) for item in items)
    return items if fits else []


_COMMA = re.compile(r"\s*[,;]\s+")
_PHRASE = re.compile(
    r"(?!(?:Class|Level|Type|Series|Grade|Part|Inc"
    r"|LLC)\b)[A-Z][\w+#./&'\u2019-]*(?:\s+[\w+#./&'\u2019()-]+){0,5}\.?"
)


def _parted(text: str, start: int, end: int, lists: bool) -> Iterator[Span]:
    between = list(marks(text, start, end))
    begin = start
    row = False
    for number, mark in enumerate(between):
        last = between[number - 1].end if number and between[number - 1].end > begin else begin
        following = between[number + 1].start if number + 1 < len(between) else end
        if _parts(text, begin, last, mark, following, end, row):
            row = text[mark.start] == "," and form_at(text, begin, mark.start) is not None
            yield from _listed(text, begin, mark.start, lists)
            begin = mark.end
    yield from _listed(text, begin, end, lists)


def _parts(text: str, begin: int, last: int, mark: Span, following: int, end: int, row: bool) -> bool:
    """Whether something new begins behind a comma or conjunction."""
    left, piece = text[begin : mark.start], text[last : mark.start]
    joint = text[mark.start : mark.end].strip().lower()
    if joint == "with":
        return _WITH.match(text, mark.end, end) is not None or (
            kinds.kind(left) == "EXPERIENCE" and kinds.begins(text[mark.end : mark.end + 60]) == "CREDENTIAL"
        )
    if joint.endswith(":"):
        return (
            "inclu" in joint
            or form_at(text, mark.end, end) is not None
            or _OPENERS.match(text, mark.end, end) is not None
        )
    said = _SAID.search(left)
    if OR.search(text, mark.start, mark.end):
        return said is not None
    if said:
        return True
    return _new_thing(text, begin, piece, mark, following, end, row)


def _new_thing(text: str, begin: int, piece: str, mark: Span, following: int, end: int, row: bool) -> bool:
    """Whether what stands behind a comma or conjunction does not belong to what stood before."""
    left, joint = text[begin : mark.start], text[mark.start : mark.end].strip().lower()
    right = text[mark.end : following]
    if _described(piece):
        return False
    if (
        "," in joint
        and _WHOLE.search(piece)
        and not _FURTHER.match(right)
        and not _EXAMPLES.search(left)
        and not LIST_LEAD.match(left)
    ):
        return True
    if "as well as" in joint and len(left.split()) > 1:
        return _OPENERS.match(right) is not None or form_at(text, mark.end, end) is not None
    words = left.split()
    if ("," not in joint and _BARE_NOUN.fullmatch(left)) or (
        words and "," not in joint and words[-1].lower() in _QUALITIES
    ):
        return False
    if (
        _WHOLE.search(piece)
        and (form_at(text, mark.end, end) or ("",))[0] == "base"
        and not BOTH.match(text, mark.end, end)
    ):
        return True
    if _OPENERS.match(text, mark.end, end):
        return not _ADJECTIVE.fullmatch(piece.strip()) and len(left.split()) > 0
    new = kinds.begins(text[mark.end : min(end, mark.end + 60)])
    if (
        new in ("CREDENTIAL", "EDUCATION")
        and not _EXAMPLES.search(left)
        and _apart(left, text[mark.end : min(end, mark.end + 60)])
    ):
        return True
    if new == "EXPERIENCE" and kinds.YEARS.search(" ".join(right.split()[:5])):
        return True
    return _does(text, begin, piece, mark, end, row)


def _described(piece: str) -> bool:
    """Whether nothing but adjectives stand before a comma or conjunction: what they describe is still to come."""
    words = [word for word in piece.split() if word.lower() not in _DETERMINERS]
    return 0 < len(words) <= 2 and all(_ADJECTIVE.fullmatch(word) for word in words)


def _goes_on(text: str, start: int, end: int, form: str) -> bool:
    """Whether a row of duties goes on: a further comma or conjunction is followed by a verb of the same form."""
    return any((form_at(text, mark.end, end) or ("",))[0] == form for mark in marks(text, start, end))


def _with_object(left: str) -> bool:
    """Whether more than verbs stand in a clause: "install, configure" still waits for what is installed."""
    words = [word.lower() for word in WORD.findall(left)]
    if len(words) > _FEW and not _OBJECT_WORDS.isdisjoint(words):
        return True
    form = forms().get(words[0]) if words else None
    return any(forms().get(word) != form and word not in _JOINS and not word.endswith("ly") for word in words[1:])


_OBJECT_WORDS = frozenset(("in", "of", "the", "a", "an", "with", "for", "on", "to", "all", "from", "into", "by", "at"))
_FEW = 2
_JOINS = frozenset({"and", "or", "to", "also", "then", "be", "not", "up", "out", "on", "off", "down", "in"})


def _apart(left: str, right: str) -> bool:
    """ "Tanker and hazmat endorsements" are one thing, "RN license and BLS" are two."""
    known = kinds.kind(left)
    if known == "COMPETENCY":
        return len(left.split()) > 1
    return not re.search(r"\b(?:endorsements?|fields?|disciplines?)\b", right, re.IGNORECASE)


def _does(text: str, begin: int, piece: str, mark: Span, end: int, row: bool) -> bool:
    """Duties in a row: the next word is a verb of the same form, and what was before had its own object."""
    right = form_at(text, mark.end, end)
    if right is None or not _with_object(text[begin : mark.start]) or right[1] >= end:
        return False
    left = form_at(text, begin, mark.start) or _inner(text, begin, mark.start)
    if left is None or left[0] != right[0] or WORD.search(text, right[1], end) is None:
        return False
    if _NOUN_AFTER.match(text, right[1], end):
        return False
    if right[0] != "ing" and not row and BOTH.match(text, mark.end, end) and not _OBJECT.match(text, right[1], end):
        if "," in text[mark.start : mark.end] and _goes_on(text, mark.end, end, right[0]):
            return True
        return piece.rstrip().endswith("s") and _AFTER_PLURAL.match(text, mark.end, end) is not None
    if row or right[0] != "base" or text.startswith("to ", mark.end):
        return True
    return len(text[begin : mark.start].split()) < _NESTED or not _WITHIN.search(text, left[1], mark.start)


_OBJECT = words(
    r"\s+(?:an?|the|all|any|each|every|our|your|their|its|new|existing|other|various|appropriate|with|for|to|on|up"
    r"|out|as|in|and|or|own|cross|multiple|daily|work|customers?|clients?|patients?|students?|staff|employees)\b"
)
_AFTER_PLURAL = words(r"(?:and )?(?:support|process|document|track|order|review|test)\b")
_NOUN_AFTER = words(r"\s+(?:of|is|are|was|were|will|has|have|skills?|experience|knowledge|management)\b")
_NESTED = 6
_WITHIN = words(r"\s(?:that|which|who|to)\s+\w+")
_WITH = words(
    r"(?:an? )?(?:demonstrated|proven|strong|excellent|outstanding|good)\s+(?:ability|skills?"
    r"|\w+ (?:and \w+ )?(?:\w+ )?skills|attention|knowledge|understanding)"
)
_BARE_NOUN = words(
    r"\s*(?:\w+ )?(?:knowledge|skills?|abilit(?:y|ies)|understanding|education|training|experience|expertise"
    r"|communication)\s*"
)
_QUALITIES = frozenset(
    [
        "timely",
        "strong",
        "good",
        "excellent",
        "clear",
        "accurate",
        "effective",
        "safe",
        "oral",
        "written",
        "verbal",
        "solid",
        "efficient",
        "professional",
        "high",
        "great",
        "new",
    ]
)
_FURTHER = words(r"(?:class|level|type|grade|tier|series|in|with|from|preferably|ideally)\b")
_WHOLE = words(r"\b(?:skills?|experience|licen[sc]e|certification|diploma|degree|ged|record)\s*$")
_DETERMINERS = frozenset({"a", "an", "the", "be", "have", "very", "highly"})
LABELLED = re.compile(r"(?:[\w/&,+'\u2019-]+\s+){0,5}[\w/&+'\u2019-]+:\s+\w+\W+\w+")
"""A name of a few words, then what it means: one thing."""
_TO = Pattern(
    r"\b(?:ability|able|willing(?:ness)?|desire|drive|capacity|how)\s+to\s+|\b(?:responsible for"
    r"|experience(?:d)? (?:in|with)|skilled (?:in|at)|proficient in|capable of)\s+"
)


def _inner(text: str, begin: int, end: int) -> tuple[str, int] | None:
    """The verb behind "ability to" or "responsible for"."""
    hit = _TO.search(text, begin, min(end, begin + 60))
    return form_at(text, hit.end(), end) if hit else None


def _listed(text: str, start: int, end: int, lists: bool) -> Iterator[Span]:
    """A list of named things as its members: "knowledge of Python, SQL and Docker"; any other clause as it is."""
    lead = LIST_LEAD.match(text, start, end)
    inside = lead.end() if lead else start
    items = _items(text, inside, end)
    if len(items) > 1 and (lists or lead) and _separate(text, items, lead is not None):
        items[0] = Span(start, items[0].end)
        yield from items
    else:
        yield Span(start, end)


def _items(text: str, start: int, end: int) -> list[Span]:
    found, begin = [], start
    for mark in marks(text, start, end):
        joint = text[mark.start : mark.end].lower().strip()
        if joint == "with" or joint.endswith(":"):
            continue
        if OR.search(joint):
            return []
        found.append(Span(begin, mark.start))
        begin = mark.end
    return [*found, Span(begin, end)]


def _separate(text: str, items: list[Span], led: bool) -> bool:
    words = [text[item.start : item.end].strip() for item in items]
    sizes = [len(word.split()) for word in words]
    if any(size > SHORT for size in sizes[:-1]) or not 0 < sizes[-1] <= (_LAST if led else SHORT) or 0 in sizes:
        return False
    if _EXAMPLES.search(text, items[0].start, items[-1].end) or form_at(text, items[0].start, items[0].end):
        return False
    if any(_OTHERS.match(word) for word in words):
        return False
    if len({kinds.kind(word) == "COMPETENCY" for word in words}) > 1:
        return False
    adjectives = sum(_ADJECTIVE.fullmatch(word) is not None for word in words)
    if adjectives * 2 >= len(words):
        return False
    named = all(NAMED.match(word) for word in words)
    if (
        sizes[-1] > 1
        and _SHARED_HEAD.search(words[-1])
        and not all(_SHARED_HEAD.search(word) for word in words)
        and not named
    ):
        return False
    if len(words) > 2:
        return True
    return (named and led) or (not led and "," in text[items[0].end : items[1].start])
