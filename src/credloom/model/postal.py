"""Where a US postal code lies: the middle of its area, from the `zipcodes` package, which holds its data."""

from __future__ import annotations

from functools import lru_cache


def point(postal_code: str | None) -> tuple[float, float] | None:
    """(latitude, longitude) of "80202" or "80202-1234"; None for what is no US postal code that is known."""
    digits = (postal_code or "").strip().partition("-")[0]
    return _known(digits) if len(digits) == 5 and digits.isascii() and digits.isdigit() else None


@lru_cache(maxsize=16_384)
def _known(digits: str) -> tuple[float, float] | None:
    import zipcodes  # reads its data when it is first asked

    entries = zipcodes.matching(digits)  # type: ignore[no-untyped-call]  # its functions have no annotations
    return next(((float(e["lat"]), float(e["long"])) for e in entries if e["lat"] and e["long"]), None)
