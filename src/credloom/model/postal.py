"""Where a US postal code lies: the middle of its area, from the `zipcodes` package, which holds its data."""

from __future__ import annotations

from functools import lru_cache


def point(postal_code: str | None) -> tuple[float, float] | None:
    """(latitude, longitude) of "80202" or "80202-1234"; None for what is no US postal code that is known."""
    digits = (postal_code or "").strip().partition("-")[0]
    if len(digits) != 5 or not digits.isascii() or not digits.isdigit():
        return None
    return _area(digits[:3]).get(digits)


@lru_cache(maxsize=1000)
def _area(digits: str) -> dict[str, tuple[float, float]]:
    """The codes that begin with three digits: the package scans all of its data for each question, so ask for many."""
    import zipcodes  # reads its data when it is first asked

    entries = zipcodes.similar_to(digits)  # type: ignore[no-untyped-call]  # its functions have no annotations
    return {e["zip_code"]: (float(e["lat"]), float(e["long"])) for e in entries if e["lat"] and e["long"]}
