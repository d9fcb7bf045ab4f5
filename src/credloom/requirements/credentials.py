"""Credentials that words name: acronyms and usual names with the family they belong to and what they stand for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from credloom.requirements.clause import NamedCredential

_SORTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (family, re.compile(pattern, re.IGNORECASE))
    for family, pattern in (
        ("LICENSE", r"\b(?:licen[sc](?:es?|ed|ure)|permit|registration (?:with|as)|permiso de conducir|carn\u00e9)\b"),
        ("CERTIFICATION", r"\b(?:certifications?|certified|board[- ](?:certified|eligible)|credentialed|cert(?=\b[\s.,;)]))\b"),
        ("CERTIFICATE", r"\b(?:certificates?|credentials?|endorsements?|security clearance|(?:secret|ts/sci|top secret|public trust) clearance|clearance|access card|certificado|certificat)\b"),
        ("APPRENTICESHIP", r"\b(?:apprenticeship|journeyman|journey[- ]level|journeyworker)\b"),
        ("BADGE", r"\bdigital badge\b"),
    )
)
_NOT = re.compile(
    r"\b(?:licensed for|licensed (?:center|centre|facility|child care)|licensing (?:requirements|fees|body|agenc)|certified (?:mail|copies|copy)|software licen[sc]e|certificates? of (?:conformance|insurance)|insurance certificates?|in(?:to)? a licensed)\b",
    re.IGNORECASE,
)
_EDGE = r"(?<![\w+#])(?:{})(?![\w+#])"


class _Known(NamedTuple):
    family: str
    names: tuple[str, ...]
    ctdl_class: str | None


@cache
def _lexicon() -> tuple[dict[str, _Known], re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(resources.files(__package__).joinpath("credentials.toml").read_text("utf-8"))
    known: dict[str, _Known] = {}
    exact: list[str] = []
    free: list[str] = []
    for entry in data["credential"]:
        made = _Known(entry["family"], tuple(entry["names"]), entry.get("class"))
        for name in (*entry["names"], *entry.get("short", ())):
            known.setdefault(name.lower(), made)
        free.extend(re.escape(name) for name in entry["names"])
        exact.extend(re.escape(name) for name in entry.get("short", ()))
    return (
        known,
        re.compile(_EDGE.format("|".join(sorted(exact, key=len, reverse=True)))),
        re.compile(_EDGE.format("|".join(sorted(free, key=len, reverse=True))), re.IGNORECASE),
    )


def first(text: str) -> int | None:
    """Where the first words stand that name a credential or a sort of credential."""
    if hit := _NOT.search(text):
        text = text[: hit.start()] + " " * (hit.end() - hit.start()) + text[hit.end() :]
    _, exact, free = _lexicon()
    patterns = (exact, free, *(pattern for _, pattern in _SORTS))
    return min((hit.start() for pattern in patterns if (hit := pattern.search(text))), default=None)


def named(text: str) -> tuple[NamedCredential, ...]:
    """The credentials that a text names, in their order; of a sort alone ("a state licence") only the family."""
    known, exact, free = _lexicon()
    hits = sorted({(m.start(), m[0].lower()) for pattern in (free, exact) for m in pattern.finditer(text)})
    found = {known[name]: None for _, name in hits if name in known}
    if found:
        return tuple(NamedCredential(item.family, item.names, item.ctdl_class) for item in found)
    for family, pattern in _SORTS:
        if pattern.search(text) and not _NOT.search(text):
            return (NamedCredential(family, ()),)
    return ()
