"""What the words of a job's text say: lines under headings, their kind and necessity, what is no requirement at all.

Only what a text says openly is read here: a heading, a licence, a number of years. What a line means in terms of
competencies is found by `match`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

import msgspec

from credloom.normalise.privacy import REMOVED

Part = Literal["REQUIRED", "PREFERRED", "DUTIES", "OTHER"]
"""What a heading announces: requirements, wishes, duties, or something that is none of them (benefits, the company)."""

MAX_LINE = 600
MAX_LINES = 200

_BULLET = re.compile(
    r"^(?:[\s\-\u2013\u2014*\u2022\u25cf\u25aa\u00b7\u2023\u25e6\u2192\u2713\u2714]+|o\s+|\(?\d{1,2}[.)]\s+)"
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns).replace("'", "(?:'|\u2019)"), re.IGNORECASE)


_PREFERRED = _any(
    r"\b(?:preferred|preferably|preference|desired|desirable|bonus|ideally|advantageous|helpful|optional)\b",
    r"\b(?:a plus|an advantage|nice[- ]to[- ]haves?|would be (?:great|good))\b",
)
_REQUIRED = _any(r"\b(?:required|must|mandatory|minimum|at least|essential)\b")
_BOILERPLATE = _any(
    r"\b(?:equal[- ](?:employment[- ])?opportunity|eeo|regardless of|without regard to|protected veteran)\b",
    r"\b(?:reasonable accommodation|e-verify|affirmative action|drug[- ]free|background check)",
    r"\b(?:401\(?k\)?|paid time off|pto|benefits package|(?:health|dental|vision|medical|life) insurance)\b",
    r"\b(?:competitive (?:salary|pay|wage)|we (?:offer|provide|are proud)|our (?:mission|values|culture))",
    r"\bapply (?:now|today|online)\b",
    re.escape(REMOVED),
)
_KINDS = (
    (
        "EDUCATION",
        _any(
            r"\b(?:degree|diploma|bachelor'?s?|master's|associate's|doctora\w+|ph\.?d|g\.?e\.?d|high school)\b",
            r"\b(?:graduate of|graduation from|vocational school|college coursework)\b",
        ),
    ),
    (
        "CREDENTIAL",
        _any(
            r"\b(?:licen[sc](?:e|es|ed|ure)|certifications?|certified|certificates?|credentials?|board[- ]eligible)\b",
            r"\b(?:cdl|cpr|journeyman|badge|registered (?:nurse|dietitian|technologist))\b",
        ),
    ),
    (
        "EXPERIENCE",
        _any(
            r"\b(?:\d+|one|two|three|four|five|six|seven|eight|ten)"
            r"\s*(?:\+|\(\d+\)|or more|plus|(?:-|\u2013|to)\s*\d+\+?)?[\s-]*(?:years?|yrs?|months?)\b"
            r"(?!\s+(?:bachelor|degree|college|program))",
            r"\b(?:years of|(?:prior|previous|entry[- ]level) experience)\b",
        ),
    ),
)
_HEADINGS: tuple[tuple[Part, re.Pattern[str]], ...] = (
    (
        "PREFERRED",
        _any("prefer", "nice[- ]to[- ]have", "bonus", "desired", "desirable", r"\bplus(?:es)?\b", "good to have"),
    ),
    (
        "OTHER",
        _any(
            "benefit|perks|about (?:us|the company|our)|who we are|we offer|what you'll get|compensation",
            r"\bpay\b|salary|equal|\beeo\b|opportunity employer|apply|application|schedule|hours|location|contact",
            "our (?:team|mission|values|culture)|diversity|accommodation|disclaimer|physical demands|work environment",
        ),
    ),
    (
        "REQUIRED",
        _any(
            "requir|qualif|must[- ]have|what you'll need|what you need|you (?:have|bring)|you'll bring|who you are",
            "looking for|skills|knowledge|education|experience|licen[sc]|certif|credential|competenc|abilities",
        ),
    ),
    (
        "DUTIES",
        _any(
            "responsib|duties|what you'll do|what you will do|the role|the job|essential functions|tasks",
            "day[- ]to[- ]day|summary|overview|position|description|your work",
        ),
    ),
)
_ANNOUNCES = _any(r"prefer|requir|qualif|nice[- ]to[- ]have|must[- ]have|desired|\bplus\b|responsib|duties")
_TITLE = _any(
    r"\b(?:requirements|qualifications|responsibilities|duties|benefits|functions|summary|overview|description|perks)$",
    r"\b(?:skills and abilities|knowledge and skills|(?:nice|good) to haves?|bonus points|opportunity employer)$",
    r"^(?:about|who|what|how|why) ",
)


class Line(msgspec.Struct, frozen=True):
    """A line of a job's text under the nearest heading above it."""

    text: str
    part: Part


def lines(text: str, part: Part) -> Iterator[Line]:
    """The lines of a text, bullets taken off; `part` holds until a heading says something else."""
    count = 0
    for raw in text.splitlines():
        line = _BULLET.sub("", raw.strip(), count=1).strip()
        if not line:
            continue
        entry = line != raw.strip() and ":" not in line  # a bullet announces nothing: "- AWS certification"
        said, rest = (None, line) if entry else heading(line)
        if said is not None:
            part = said
            line = rest
        if line and count < MAX_LINES:
            count += 1
            yield Line(line[:MAX_LINE], part)


def heading(line: str) -> tuple[Part | None, str]:
    """(what the heading announces, text behind it in the same line); None where the line is no heading."""
    head, colon, rest = line.partition(":")
    if not colon and (len(line) > 48 or line[-1] in ".!?;,"):
        return None, line
    if len(head) > 60 or len(head.split()) > 7:
        return None, line
    found = next((part for part, pattern in _HEADINGS if pattern.search(head)), None)
    if found is None or (not colon and not _looks_titled(line)):
        return None, line
    return found, rest.strip() if not rest.strip() or _ANNOUNCES.search(head) else line


def _looks_titled(line: str) -> bool:
    """Whether a line without colon can be a heading: few words that begin with capitals, or nothing but capitals."""
    words = line.split()
    if len(words) > 5 or not line[0].isupper():
        return False
    return line.isupper() or (
        len(words) == 1 or _ANNOUNCES.search(words[0]) is not None or _TITLE.search(line) is not None
    )


def kind(text: str) -> str:
    """The contract's RequirementKind that the words of a requirement show first; COMPETENCY where none do."""
    found = ((hit.start(), name) for name, pattern in _KINDS if (hit := pattern.search(text)))
    return min(found, default=(0, "COMPETENCY"))[1]


def necessity(text: str, otherwise: str) -> str:
    """The contract's Necessity that the words of a requirement say; `otherwise` where they say none."""
    if _PREFERRED.search(text):
        return "PREFERRED"
    return (
        "REQUIRED" if otherwise == "MENTIONED" and _REQUIRED.search(text) and kind(text) != "COMPETENCY" else otherwise
    )


def boilerplate(text: str) -> bool:
    """Whether a line speaks of benefits, equal opportunity, the company or whom to reach, not of the work."""
    return _BOILERPLATE.search(text) is not None


def core(text: str) -> str:
    """The requirement without the word behind it that says how much it is needed: `Spanish preferred` is `Spanish`."""
    found = _BEHIND.sub("", text).strip()
    return found or text


_BEHIND = re.compile(
    r"(?:[\s,(\u2013-]{1,4}(?:is|are))?[\s,(\u2013-]{1,4}(?:(?:strongly|highly)\s{1,2})?"
    r"(?:preferred|required|desired|a plus|an advantage)[.)\s]{0,4}$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"^(?:and|or)\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]\s|\b(?:must|should|will|including|such as)\b", re.IGNORECASE)


def listed(text: str) -> list[str]:
    """A short enumeration (`Welding, blueprint reading; forklift`) as its members; any other text as it is."""
    members = [_JOINED.sub("", member.strip()) for member in re.split(r"[,;|\u2022]", text) if member.strip()]
    if len(members) < 2 or _SENTENCE.search(text):
        return [text]
    return members if all(len(member.split()) <= 5 for member in members) else [text]
