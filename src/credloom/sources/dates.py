"""Dates as sources write them → ISO 8601. North American order unless a four-digit year comes first."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_YEAR_FIRST = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?=$|[T\s])")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_NUMBERS = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?=$|[T\s,])")
_MONTH_FIRST = re.compile(r"^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_DAY_FIRST = re.compile(r"^(\d{1,2})[\s-]([A-Za-z]{3,9})\.?,?[\s-](\d{4})")
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_EPOCH = re.compile(r"^\d{10}(?:\d{3})?$")


def day(text: str, order: str = "mdy") -> str | None:
    """The day that a text names as `YYYY-MM-DD`; None where it names none. `order` is "mdy" or "dmy"."""
    plain = text.strip()
    parts = _parts(plain, order)
    if parts is None:
        return _counted(plain)
    try:
        return date(*parts).isoformat()
    except ValueError:
        return None


def _parts(plain: str, order: str) -> tuple[int, int, int] | None:
    if found := _YEAR_FIRST.match(plain) or _COMPACT.match(plain):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.match(plain):
        one, two, year = int(found[1]), int(found[2]), int(found[3])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        month_first = (order != "dmy" and one <= 12) or two > 12
        return (year, one, two) if month_first else (year, two, one)
    if found := _MONTH_FIRST.match(plain):
        return int(found[3]), _MONTHS.get(found[1][:3].lower(), 0), int(found[2])
    if found := _DAY_FIRST.match(plain):
        return int(found[3]), _MONTHS.get(found[2][:3].lower(), 0), int(found[1])
    return None


def _counted(plain: str) -> str | None:
    """Days since the end of 1899 (spreadsheets) and seconds or milliseconds since 1970."""
    if _SERIAL.match(plain):
        return (date(1899, 12, 30) + timedelta(days=int(float(plain)))).isoformat()
    if _EPOCH.match(plain):
        return datetime.fromtimestamp(int(plain[:10]), UTC).date().isoformat()
    return None


def moment(text: str, order: str = "mdy") -> datetime | None:
    """The moment that a text names, in UTC; the start of the day where it names only that."""
    plain = text.strip()
    try:
        found = datetime.fromisoformat(plain)
    except ValueError:
        named = day(plain, order)
        if named is None:
            return None
        found = datetime.fromisoformat(named)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
