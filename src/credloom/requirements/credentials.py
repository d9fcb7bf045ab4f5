"""Credentials that words name: acronyms and usual names with the family they belong to and what they stand for."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

from credloom.requirements.clause import NamedCredential
from credloom.requirements.pattern import Pattern

_SORTS: tuple[tuple[str, Pattern], ...] = tuple(
    (family, Pattern(pattern))
    for family, pattern in (
        ("LICENSE", r"\b(?:licen[sc](?:es?|ed|ure)|permit|registration (?:with|as)|permiso de conducir|carn\u00e9)\b"),
        (
            "CERTIFICATION",
            r"\b(?:certifications?|certified|board[- ](?:certified|eligible)|credentialed|cert(?=\b[\s.,;)]))\b",
        ),
        (
            "CERTIFICATE",
            (
                r"\b(?:certificates?|credentials?|endorsements?|security clearance|(?:secret|ts/sci|top secret"
                r"|public trust) clearance|clearance|access card|certificado|certificat)\b"
            ),
        ),
        ("APPRENTICESHIP", r"\b(?:apprenticeship|journeyman|journey[- ]level|journeyworker)\b"),
        ("BADGE", r"\bdigital badge\b"),
    )
)
_NOT = Pattern(
    r"\b(?:licensed for|licensed (?:center|centre|facility|child care)|licensing (?:requirements|fees|body|agenc)"
    r"|certified (?:mail|copies|copy)|software licen[sc]e|certificates? of (?:conformance|insurance)"
    r"|insurance certificates?|in(?:to)? a licensed)\b"
)


class _Known(NamedTuple):
    family: str
    names: tuple[str, ...]
    ctdl_class: str | None


_Index = dict[str, tuple[str, ...]]
_WORD = re.compile(r"[\w+]+")
_HINTS = (
    "icen",
    "ertif",
    "redential",
    "permi",
    "learance",
    "pprentic",
    "ourney",
    "ndorse",
    "card",
    "cert",
    "carn",
    "egist",
    "oard",
    "adge",
)
"""One of these stands in every word for a sort of credential."""


@cache
def _lexicon() -> tuple[dict[str, _Known], _Index, _Index]:
    """What is known by its name in lower case; names as they are written and in any case, by their first word."""
    data = tomllib.loads(resources.files(__package__).joinpath("credentials.toml").read_text("utf-8"))
    known: dict[str, _Known] = {}
    exact: list[str] = []
    free: list[str] = []
    for entry in data["credential"]:
        made = _Known(entry["family"], tuple(entry["names"]), entry.get("class"))
        for name in (*entry["names"], *entry.get("short", ())):
            known.setdefault(name.lower(), made)
        free.extend(entry["names"])
        exact.extend(entry.get("short", ()))
    return known, _indexed(exact), _indexed(free)


def _indexed(names: list[str]) -> _Index:
    found: dict[str, list[str]] = {}
    for name in sorted(set(names), key=len, reverse=True):
        first_word = _WORD.search(name)
        found.setdefault(first_word[0] if first_word else name, []).append(name)
    return {word: tuple(many) for word, many in found.items()}


def _known_in(text: str) -> list[tuple[int, str]]:
    """(place, name in lower case) of the names that stand in a text, the longest of each place."""
    _, exact, free = _lexicon()
    lower = text.lower()
    if len(lower) != len(text):  # a few letters grow; places would not fit
        lower = text
    found: list[tuple[int, str]] = []
    covered = 0
    for word in _WORD.finditer(text):
        place = word.start()
        if place < covered:
            continue
        names = [name for name in free.get(lower[place : word.end()], ()) if lower.startswith(name, place)]
        names += [name for name in exact.get(word[0], ()) if text.startswith(name, place)]
        for name in sorted(names, key=len, reverse=True):
            after = place + len(name)
            if after >= len(text) or not (text[after].isalnum() or text[after] in "+#_"):
                found.append((place, name.lower()))
                covered = after
                break
    return found


def first(text: str) -> int | None:
    """Where the first words stand that name a credential or a sort of credential."""
    if (hit := _NOT.search(text)) is not None:
        text = text[: hit.start()] + " " * (hit.end() - hit.start()) + text[hit.end() :]
    places = [place for place, _ in _known_in(text)[:1]]
    if (
        any(hint in text or hint.upper() in text for hint in _HINTS)
        or "CERT" in text
        or "Cert" in text
        or "Card" in text
    ):
        places.extend(hit.start() for _, pattern in _SORTS if (hit := pattern.search(text)))
    return min(places, default=None)


def sort_said(text: str) -> bool:
    """Whether words such as "license" stand in a text, not only what credentials are named after ("CPR")."""
    return any(pattern.search(text) for _, pattern in _SORTS)


def named(text: str) -> tuple[NamedCredential, ...]:
    """The credentials that a text names, in their order; of a sort alone ("a state licence") only the family."""
    known = _lexicon()[0]
    found = {known[name]: None for _, name in _known_in(text)}
    if found:
        return tuple(NamedCredential(item.family, item.names, item.ctdl_class) for item in found)
    for family, pattern in _SORTS:
        if pattern.search(text) and not _NOT.search(text):
            return (NamedCredential(family, ()),)
    return ()
