"""A circle around a US postal code or a point."""

from __future__ import annotations

from credloom.errors import BadUserInput
from credloom.graph.inputs import NearInput, is_given
from credloom.model.postal import point
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
    found = point(postal_code)
    if found is None:
        raise BadUserInput(
            f"{at}: {postal_code!r} is no US postal code that is known. Expected five digits such as '80202'; "
            "elsewhere give `latitude` and `longitude`."
        )
    return found
