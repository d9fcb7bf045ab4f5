"""A place in words: `Denver, CO 80202`, `12 Main St, Denver, Colorado` → its parts."""

from __future__ import annotations

import re

from credloom.model.regions import region

MAX_WORDS = 300
_END = re.compile(
    r"^(?P<before>.{2,250}?),\s*(?P<region>[A-Za-z. ]{2,30}?)[\s,]*(?:\s(?P<postal>\d{5}(?:-\d{4})?))?"
    r"(?:,\s*(?P<country>[A-Za-z. ]{2,40}))?$"
)


def apart(text: str) -> dict[str, str] | None:
    """The city with its region, and street, postal code and country where they stand there too.

    None for words that do not end in a region that is known: these are a name.
    """
    found = _END.match(text) if len(text) <= MAX_WORDS else None
    if found is None or not region(found["region"]):
        return None
    street, _, city = found["before"].rpartition(",")
    parts = {
        "street": street.strip(),
        "city": city.strip(),
        "region": found["region"].strip(),
        "postal": found["postal"],
        "country": (found["country"] or "").strip(),
    }
    return {name: part for name, part in parts.items() if part} if 2 <= len(parts["city"]) <= 60 else None
