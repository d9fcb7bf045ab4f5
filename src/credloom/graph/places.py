"""A circle around a postal code or a point. US postal codes come from the `zipcodes` package, which holds its data."""

from __future__ import annotations

from functools import lru_cache

from credloom.errors import BadUserInput
from credloom.graph.inputs import NearInput, is_given
from credloom.store.ports import Near

MOST_MILES = 12_500.0
"""Half way around the Earth."""


def near(given: NearInput, *, online: bool, at: str) -> Near:
    """The circle that a caller gives."""
    if not 0 < given.miles <= MOST_MILES:
        raise BadUserInput(f"{at}.miles: {given.miles:g} is no distance. Expected more than 0 and at most 12500.")
    if given.postal_code:
        latitude, longitude = _point(given.postal_code, f"{at}.postalCode")
    elif is_given(given.latitude) and is_given(given.longitude):
        latitude, longitude = given.latitude, given.longitude
    else:
        raise BadUserInput(f"{at}: give `postalCode`, or both `latitude` and `longitude`.")
    if not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise BadUserInput(f"{at}: {latitude:g}, {longitude:g} is no point. Expected -90 to 90 and -180 to 180.")
    return Near(latitude, longitude, given.miles, online)


def _point(postal_code: str, at: str) -> tuple[float, float]:
    digits = postal_code.strip().partition("-")[0]
    found = _known(digits) if digits.isascii() and digits.isdigit() and len(digits) == 5 else None
    if found is None:
        raise BadUserInput(
            f"{at}: {postal_code!r} is no US postal code that is known. Expected five digits such as '80202'; "
            "elsewhere give `latitude` and `longitude`."
        )
    return found


@lru_cache(maxsize=1024)
def _known(digits: str) -> tuple[float, float] | None:
    import zipcodes  # reads its data when it is first asked

    entries = zipcodes.matching(digits)  # type: ignore[no-untyped-call]  # its functions have no annotations
    return next(((float(e["lat"]), float(e["long"])) for e in entries if e["lat"] and e["long"]), None)
