"""Where a job is: schema.org Place and PostalAddress, or words → CTDL Place."""

from __future__ import annotations

import re
from typing import Any

from credloom.model.record import Node
from credloom.model.regions import region, region_or_text
from credloom.normalise.place_words import MAX_WORDS, apart
from credloom.normalise.posting_values import Json, clean, first, many, number, objects

_POSTAL = re.compile(r"^[A-Za-z0-9][A-Za-z0-9 -]{2,11}$")
_US = frozenset({"usa", "us", "u.s.", "u.s.a.", "united states", "united states of america"})
_TERMS = (
    ("ceterms:streetAddress", ("streetAddress",)),
    ("ceterms:addressLocality", ("addressLocality", "locality", "city")),
    ("ceterms:addressRegion", ("addressRegion", "regionCode", "region", "state")),
    ("ceterms:addressCountry", ("addressCountry", "countryCode", "countryName", "country")),
)


def places_of(posting: Json) -> list[Node]:
    """The places of a posting, each once."""
    made: list[Node] = []
    for item in many(posting.get("jobLocation")):
        found = _place(item)
        if found is not None and found not in made:
            made.append(found)
    return made


def jurisdictions_of(posting: Json) -> list[Node]:
    """Where applicants have to live, for work from anywhere."""
    made = []
    for item in many(posting.get("applicantLocationRequirements")):
        name = first(item, "name", "addressRegion", "addressCountry")
        if name:
            place = {"@type": "ceterms:Place", "ceterms:name": {"und": [name]}}
            if code := region(name):
                place["ceterms:addressRegion"] = {"und": [code]}
            made.append({"@type": "ceterms:JurisdictionProfile", "ceterms:mainJurisdiction": [place]})
    return made


def _place(item: Any) -> Node | None:
    if isinstance(item, str):
        return _worded(clean(item))
    if not isinstance(item, dict):
        return None
    address = next(iter(many(item.get("address"))), item)
    node = _addressed(address) if isinstance(address, dict) else _worded(first(address)) or {"@type": "ceterms:Place"}
    name = first(item.get("name"))
    if name and address is not item:
        node["ceterms:name"] = {"und": [name]}
    elif name and len(node) == 1:
        node = _worded(name) or node
    node.update(_coordinates(item, address))
    return node if len(node) > 1 else None


def _addressed(address: Json) -> Node:
    node: Node = {"@type": "ceterms:Place"}
    for term, names in _TERMS:
        text = first(address, *names)
        if term == "ceterms:addressRegion" and text:
            text = region_or_text(text) or text
        if term == "ceterms:addressCountry" and text.lower() in _US:
            text = "US"
        if text:
            node[term] = {"und": [text]}
    code = first(address, "postalCode", "zip")
    if code.isdigit() and 3 <= len(code) < 5:
        code = code.zfill(5)
    if _POSTAL.match(code):
        node["ceterms:postalCode"] = [code]
    return node


def _worded(text: str) -> Node | None:
    """A place in words: `Denver, CO 80202`; other words are its name."""
    if not text or len(text) > MAX_WORDS:
        return None
    words = apart(text)
    if words is None:
        return {"@type": "ceterms:Place", "ceterms:name": {"und": [text]}}
    return _addressed({_WORDED.get(name, name): word for name, word in words.items()})


_WORDED = {"street": "streetAddress", "postal": "postalCode"}


def _coordinates(item: Json, address: Any) -> Node:
    holders = [*objects(item.get("geo")), item, *([address] if isinstance(address, dict) else [])]
    for holder in holders:
        north, east = number(holder.get("latitude")), number(holder.get("longitude"))
        if north is not None and east is not None and abs(north) <= 90 and abs(east) <= 180 and (north or east):
            return {"ceterms:latitude": [north], "ceterms:longitude": [east]}
    return {}
