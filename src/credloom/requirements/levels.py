"""How much of something is asked for: years, a word such as "advanced", the level of a degree."""

from __future__ import annotations

import re

from credloom.model.concept import Concept
from credloom.model.text import LangText
from credloom.requirements import kinds

YEARS_SCHEME = "YearsOfExperience"
PROFICIENCY = "ProficiencyLevel"
DEGREES = "EducationLevel"

_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "",
            "one un una",
            "two dos deux",
            "three tres trois",
            "four",
            "five cinco cinq",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
        ),
        0,
    )
    for word in words.split()
} | {"twelve": 12, "fifteen": 15}
_FIRST = re.compile(r"\d+(?:\.\d+)?|[a-z]+", re.IGNORECASE)
_MONTHS = re.compile(r"(?:months?|meses|mois)$", re.IGNORECASE)
_WORDS = (
    ("EXPERT", re.compile(r"\b(?:expert|expertise|mastery)\b", re.IGNORECASE)),
    ("ADVANCED", re.compile(r"\b(?:advanced|proficient|proficiency|fluent|fluency)\b", re.IGNORECASE)),
    ("INTERMEDIATE", re.compile(r"\b(?:intermediate|working knowledge)\b", re.IGNORECASE)),
    ("BASIC", re.compile(r"\b(?:basic|entry[- ]level|beginner|introductory|elementary)\b", re.IGNORECASE)),
)
_DEGREES = (
    ("DOCTORAL", re.compile(r"\b(?:doctora\w+|ph\.?d|doctor of)\b", re.IGNORECASE)),
    (
        "MASTER",
        re.compile(
            r"\b(?:master['\u2019]?s?(?= degree| of| in|\b)|m\.?b\.?a|msn|m\.?sc?)\b(?! electrician| plumber)",
            re.IGNORECASE,
        ),
    ),
    (
        "BACHELOR",
        re.compile(
            r"\b(?:bachelor\w*|baccalaureate|bsn|b\.?sc?|b\.?a|four-year degree|college degree)\b", re.IGNORECASE
        ),
    ),
    (
        "ASSOCIATE",
        re.compile(r"\b(?:associate['\u2019]?s?(?= degree| in| of)|adn|asn|two-year degree)\b", re.IGNORECASE),
    ),
    ("SECONDARY", re.compile(r"\b(?:high school|hs diploma|g\.?e\.?d|secondary school|bachillerato)\b", re.IGNORECASE)),
)


def level(text: str, kind: str) -> Concept | None:
    """The level that a clause says; None for none. Of a range the lower end, of several degrees the lowest."""
    if hit := kinds.YEARS.search(text):
        return _years(hit[0])
    if kind == "EDUCATION":
        named = [code for code, pattern in _DEGREES if pattern.search(text)]
        return Concept(DEGREES, named[-1]) if named else None
    if kind == "COMPETENCY":
        code = next((code for code, pattern in _WORDS if pattern.search(text)), None)
        return Concept(PROFICIENCY, code) if code else None
    return None


def _years(words: str) -> Concept | None:
    hit = _FIRST.match(words.strip())
    if hit is None:
        return None
    said = hit[0].lower()
    number = float(said) if said[0].isdigit() else float(_NUMBERS.get(said, 0))
    if not number:
        return None
    if _MONTHS.search(words):
        number = round(number / 12, 2)
    return Concept(YEARS_SCHEME, f"{number:g}", None, (LangText(" ".join(words.split()), "und"),))
