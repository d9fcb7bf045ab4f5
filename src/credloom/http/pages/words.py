"""What stands in a record, in words: names of terms, lengths of time, addresses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from credloom.model import vocabulary

_PARTS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")
_DURATION = re.compile(
    r"P(?:(?P<year>[\d.]+)Y)?(?:(?P<month>[\d.]+)M)?(?:(?P<week>[\d.]+)W)?(?:(?P<day>[\d.]+)D)?"
    r"(?:T(?:(?P<hour>[\d.]+)H)?(?:(?P<minute>[\d.]+)M)?(?:(?P<second>[\d.]+)S)?)?"
)
_CONSTANT = re.compile(r"[A-Z]{2,}(_[A-Z]+)+")
_KNOWN = {"ctid": "CTID", "lei": "LEI", "duns": "DUNS", "fein": "FEIN", "ipedsID": "IPEDS ID", "opeID": "OPE ID"}


@lru_cache(maxsize=4096)
def label(term: str) -> str:
    """A property as a person reads it: `ceterms:audienceLevelType` is "Audience level"."""
    local = term.rpartition(":")[2]
    if local in _KNOWN:
        return _KNOWN[local]
    local = local.removesuffix("Type") or local
    words = [part if part.isupper() and len(part) > 1 else part.lower() for part in _PARTS.findall(local)]
    text = " ".join(words) or local
    return text[:1].upper() + text[1:]


def kind(name: object) -> str:
    """A class as a person reads it."""
    text = str(name)
    return vocabulary.classes().get(text) or label(text)


def duration(value: object) -> str | None:
    """An ISO 8601 duration: `PT1800H` is "1,800 hours"; None where it is none."""
    found = _DURATION.fullmatch(str(value))
    parts = [(unit, amount) for unit, amount in found.groupdict().items() if amount] if found else []
    return ", ".join(f"{number(amount)} {unit}{'' if amount == '1' else 's'}" for unit, amount in parts) or None


def constant(text: str) -> str:
    """A word of a closed list: `PART_TIME` is "Part time"; any other text as it is."""
    return text.replace("_", " ").capitalize() if _CONSTANT.fullmatch(text) else text


def number(value: object) -> str:
    """A number with its thousands marked; any other value as it is."""
    text = str(value)
    whole, point, fraction = text.partition(".")
    if not whole.isascii() or not whole.lstrip("-").isdigit() or len(whole) > 18:
        return text
    return f"{int(whole):,}{point}{fraction}"


def texts(value: object) -> list[tuple[str, str]]:
    """`(language tag or "", text)` of a language map or of plain values."""
    if not isinstance(value, dict):
        return [("", str(text)) for text in listed(value)]
    return [
        ("" if tag in ("und", "@none") else tag, str(text)) for tag, found in value.items() for text in listed(found)
    ]


def first_text(value: object) -> str:
    """The first text of a value, the English one where there are several languages; else nothing."""
    found = texts(value)
    return next((text for tag, text in found if tag.lower().startswith("en")), found[0][1] if found else "")


def listed(value: object) -> list[Any]:
    """A value as a list, nothing as an empty one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
