"""Codes of occupations, programs and industries: read from whatever a source writes, with titles and broader codes.

SOC 2018 (US Bureau of Labor Statistics), O*NET-SOC (SOC with two further digits), CIP 2020 (US National Center for
Education Statistics), NAICS 2022 (US Census Bureau; sectors and main subsectors). Codes that a list does not hold keep
their place with no title: editions differ, and a source may be ahead of us.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib import resources

SOC, ONET, CIP, NAICS = "SOC", "O*NET-SOC", "CIP", "NAICS"

_SOC = re.compile(r"(?<!\d)(\d{2})[-.\u2013]?(\d{4})(?:\.?(\d{2}))?(?!\d)")
_CIP = re.compile(r"(?<!\d)(\d{1,2})\.(\d{2,4})(?!\d)")
_CIP_BARE = re.compile(r"^\D{0,3}(\d{6})\D?$")
_CIP_SERIES = re.compile(r"^\D*(\d{2})\D*$")
_NAICS = re.compile(r"(?<!\d)(\d{2}-\d{2}|\d{2,6})(?!\d)")


@cache
def _titles(name: str) -> dict[str, str]:
    text = resources.files("credloom.model.data").joinpath(f"{name}.tsv").read_text("utf-8")
    return dict(line.split("\t", 1) for line in text.splitlines())


@lru_cache(maxsize=8192)
def title(scheme: str, code: str) -> str | None:
    """The published title of a code."""
    if scheme in (SOC, ONET):
        return _titles("soc").get(code.partition(".")[0])
    if scheme == CIP:
        return _titles("cip").get(code) or _titles("cip-series").get(code)
    return _titles("naics").get(code) if scheme == NAICS else None


def published(scheme: str) -> tuple[str, ...]:
    """Every code of a scheme that is kept with its title."""
    names = {SOC: ("soc",), ONET: ("soc",), CIP: ("cip", "cip-series"), NAICS: ("naics",)}.get(scheme, ())
    return tuple(code for name in names for code in _titles(name))


def soc_code(text: str) -> str | None:
    """The SOC code in a text: `29-1141`, `29-1141.00`, `291141`, `29114100`, `SOC 29.1141`."""
    found = _SOC.search(text)
    return f"{found[1]}-{found[2]}" if found and 11 <= int(found[1]) <= 55 else None


def onet_code(text: str) -> str | None:
    """The O*NET-SOC code in a text; only where both further digits are given."""
    found = _SOC.search(text)
    return f"{found[1]}-{found[2]}.{found[3]}" if found and found[3] else None


def cip_code(text: str) -> str | None:
    """The CIP code in a text: `51.3801`, `51.38`, `513801`, `51`."""
    found = _CIP.search(text)
    if found:  # spreadsheets drop the zero in front of 1.0102 and behind 51.380
        tail = found[2] + "0" if len(found[2]) == 3 else found[2]
        return f"{found[1].zfill(2)}.{tail}"
    bare = _CIP_BARE.match(text.strip())
    if bare:
        return f"{bare[1][:2]}.{bare[1][2:]}"
    series = _CIP_SERIES.match(text.strip())
    return series[1] if series and series[1] in _titles("cip-series") else None


def naics_code(text: str) -> str | None:
    """The NAICS code in a text, two to six digits or a range of sectors."""
    found = _NAICS.search(text)
    return found[1] if found else None


@lru_cache(maxsize=8192)
def broader(scheme: str, code: str) -> tuple[str, ...]:
    """The codes above a code in its own scheme, nearest first (SOC broad, minor and major group; CIP series …)."""
    if scheme in (SOC, ONET) and (found := _SOC.search(code)):
        head, tail = found[1], found[2]
        groups = (
            f"{head}-{tail}",
            f"{head}-{tail[:3]}0",
            f"{head}-{tail[:2]}00",
            f"{head}-{tail[0]}000",
            f"{head}-0000",
        )
        known = [group for group in groups if group != code and (group in _titles("soc") or group[3:] == tail)]
        return tuple(dict.fromkeys(known))
    if scheme == CIP and "." in code:
        series, rest = code.split(".", 1)
        return (f"{series}.{rest[:2]}", series) if len(rest) > 2 else (series,)
    if scheme == NAICS and code.isdigit():
        sector = next((s for s in _titles("naics") if "-" in s and s[:2] <= code[:2] <= s[3:]), code[:2])
        return (*(code[:length] for length in range(len(code) - 1, 2, -1)), *((sector,) if sector != code else ()))
    return ()


@lru_cache(maxsize=8192)
def occupations_for_program(code: str) -> tuple[str, ...]:
    """SOC codes that the published crosswalk gives for a CIP code."""
    found = _titles("cip-soc").get(code, "")
    return tuple(found.split())


SCHEMES_BY_NAME = (
    (re.compile(r"o\*?net", re.IGNORECASE), ONET),
    (re.compile(r"standard occupational|\bsoc\b|bls\.gov/soc", re.IGNORECASE), SOC),
    (re.compile(r"instructional program|\bcip\b|nces\.ed\.gov/ipeds/cipcode", re.IGNORECASE), CIP),
    (re.compile(r"north american industr|\bnaics\b|census\.gov/naics", re.IGNORECASE), NAICS),
)


@lru_cache(maxsize=8192)
def scheme_named(text: str) -> str | None:
    """The code scheme that a framework's name or address means."""
    return next((scheme for pattern, scheme in SCHEMES_BY_NAME if pattern.search(text)), None)
