"""How much of something is asked for: years, a word such as "advanced", the level of a degree."""

from __future__ import annotations

from credloom.model.concept import Concept
from credloom.model.text import LangText
from credloom.requirements import kinds
from credloom.requirements.pattern import Pattern

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
_FIRST = Pattern(r"\d+(?:\.\d+)?|[a-z]+")
_MONTHS = Pattern(r"(?:months?|meses|mois)$")
_WORDS = (
    ("EXPERT", Pattern(r"\b(?:expert|expertise|mastery)\b")),
    ("ADVANCED", Pattern(r"\b(?:advanced|proficient|proficiency|fluent|fluency)\b")),
    ("INTERMEDIATE", Pattern(r"\b(?:intermediate|working knowledge)\b")),
    ("BASIC", Pattern(r"\b(?:basic|entry[- ]level|beginner|introductory|elementary)\b")),
)
_DEGREES = (
    ("DOCTORAL", Pattern(r"\b(?:doctora\w+|ph\.?d|doctor of)\b")),
    (
        "MASTER",
        Pattern(r"\b(?:master['\u2019]?s?(?= degree| of| in|\b)|m\.?b\.?a|msn|m\.?sc?)\b(?! electrician| plumber)"),
    ),
    (
        "BACHELOR",
        Pattern(r"\b(?:bachelor\w*|baccalaureate|bsn|b\.?sc?|b\.?a|four-year degree|college degree)\b"),
    ),
    (
        "ASSOCIATE",
        Pattern(r"\b(?:associate['\u2019]?s?(?= degree| in| of)|adn|asn|two-year degree)\b"),
    ),
    ("SECONDARY", Pattern(r"\b(?:high school|hs diploma|g\.?e\.?d|secondary school|bachillerato)\b")),
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
