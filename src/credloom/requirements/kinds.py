"""What kind of thing a clause asks for: schooling, a credential, time spent, or a competency."""

from __future__ import annotations

from functools import lru_cache

from credloom.requirements import credentials
from credloom.requirements.pattern import Pattern


def _any(*patterns: str) -> Pattern:
    return Pattern("|".join(patterns).replace("'", "['\u2019]?"))


NUMBER = (
    r"(?:\d{1,2}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|several|un|una|dos|tres"
    r"|cinco|deux|trois|cinq)"
    r"(?:\s*-?lrb-?\s*\d{1,2}\s*-?rrb-?|\s*\(\d{1,2}\))?"
)
YEARS = Pattern(
    rf"\b{NUMBER}\s*(?:\+|plus\b|or more\b)?\s*(?:(?:-|\u2013|to|or)\s*{NUMBER}\s*\+?)?[\s-]*(?:full |academic "
    rf"|calendar )?(?:years?|yrs?|months?|a\u00f1os?|meses|ans?|mois)\b"
    r"(?!\s*(?:of age|old|bachelor|degree|college|university|program))"
)
_EDUCATION = _any(
    r"\b(?:degrees?|diplomas?|bachelor's?|bachelors|master's|masters? of|associate's|associates? degree|doctora\w+"
    r"|baccalaureate|undergraduate|postgraduate|coursework|semester hours)\b",
    r"\b(?:ph\.?d|g\.?e\.?d|m\.?b\.?a|bsn|msn|adn|asn|b\.?sc|m\.?sc|b\.s\.|b\.a\.|bs|ba|ms|ma)\b(?=[\s.,;:/()]"
    r"|$)(?! (?:office|word|excel|sql|access|windows|project|teams|powerpoint|dynamics|suite|server))",
    r"\b(?:high school|hs diploma|secondary school|graduate (?:of|from)|graduation from|graduate (?:education"
    r"|school|study|studies)|vocational school|trade school|majoring|education (?:obtained|in|equivalent"
    r"|requirement)|completion of (?:an? )?(?:\w+ ){0,4}(?:program|course|training|apprenticeship)"
    r"|training (?:course|program)|enrolled in"
    r"|some college|(?:trade|culinary|technical|nursing|vocational) school|apprenticeship program)\b",
    r"\b(?:t\u00edtulo|grado en|licenciatura|bachillerato|dipl\u00f4me|licence en|bac ?\+ ?\d|master en"
    r"|titulaci\u00f3n)\b",
)
_EXPERIENCE = _any(
    r"\b(?:experience|expertise with)\b(?! and (?:knowledge|skills))",
    r"\bexp\b(?!\w)|\b(?:experienced (?:in|with)|background in|(?:driving|work|safety|employment) records?"
    r"|dmv (?:report|record)"
    r"|mvr|(?:work|job) history|moving violations|contributions to|experiencia|exp\u00e9rience)\b",
)


@lru_cache(maxsize=8192)
def kind(text: str) -> str:
    """The contract's RequirementKind. What is said first decides; a title of a credential before its sort."""
    found: list[tuple[int, str]] = []
    if hit := _EDUCATION.search(text):
        found.append((hit.start(), "EDUCATION"))
    if (place := credentials.first(text)) is not None:
        found.append((place, "CREDENTIAL"))
    if (hit := YEARS.search(text)) and hit.start() <= min((at for at, _ in found), default=len(text)):
        return "EXPERIENCE"
    if hit := _EXPERIENCE.search(text):
        found.append((hit.start(), "EXPERIENCE"))
    if not found:
        return "COMPETENCY"
    return min(found)[1]


def begins(text: str) -> str:
    """The kind that the first few words show: "RN license", "bachelor's degree", "5 years"; COMPETENCY otherwise."""
    return kind(" ".join(text.split()[:5]))
