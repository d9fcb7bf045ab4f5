"""The values of filters: read in any usual spelling, or refused with the nearest one that is known.

Vocabularies are open: what no kept vocabulary holds is still good where something in the store has it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from credloom.errors import BadUserInput, nearest
from credloom.graph.inputs import ConceptFilter
from credloom.model import codes, vocabulary
from credloom.model.identity import key_from_global_id
from credloom.model.regions import NAMES, region
from credloom.normalise.kinds import kind_of
from credloom.store.ports import Filter, Snapshot

_CODE = re.compile(r"\d[\d.\u2013-]*")
_CODE_READERS: dict[str, Callable[[str], str | None]] = {
    codes.SOC: codes.soc_code,
    codes.ONET: codes.onet_code,
    codes.CIP: codes.cip_code,
    codes.NAICS: codes.naics_code,
}
_CODE_EXAMPLES = {codes.SOC: "29-1141", codes.ONET: "29-1141.00", codes.CIP: "51.3801", codes.NAICS: "622110"}


class Stored:
    """What the things of a kind in the store have in a field, asked once and only where it is needed."""

    def __init__(self, snapshot: Snapshot, kind: str) -> None:
        self._snapshot, self._kind = snapshot, kind
        self._known: dict[str, dict[str, str]] = {}

    def values(self, field: str) -> dict[str, str]:
        """Values of a facet field by their lower-cased form."""
        if field not in self._known:
            counts = self._snapshot.aggregate(self._kind, [field], ())
            self._known[field] = {value.lower(): value for (value,), _ in counts if value}
        return self._known[field]


def refused(at: str, given: str, what: str, known: Iterable[str]) -> BadUserInput:
    """The error of a value: where it stands, what was given, what is allowed, the nearest."""
    return BadUserInput(f"{at}: {given!r} is no {what}.{nearest(given, known)}")


def ids(values: Sequence[str], snapshot: Snapshot, at: str) -> tuple[str, ...]:
    """The present keys of ids; a former key of a merged record counts as its present one."""
    keys = []
    for value in values:
        key = key_from_global_id(value)
        if key is None:
            raise BadUserInput(
                f"{at}: {value!r} is no id. Expected an id from an earlier answer, a CTID or an address."
            )
        keys.append(key)
    things = snapshot.get_many(keys)
    return tuple(key if thing is None else thing.key for key, thing in zip(keys, things, strict=True))


@cache
def _classes(kind: str) -> dict[str, str]:
    found = {name.rpartition(":")[2]: name for name in vocabulary.classes() if kind_of(name) == kind}
    return {code.lower(): code for code in found}


def types(values: Sequence[str], kind: str, at: str, *schemes: str) -> tuple[str, ...]:
    """CTDL classes of a kind without prefix; `schemes` are concept schemes that count as types too."""
    known = dict(_classes(kind))
    for scheme in schemes:
        known |= {word: entry.code for word, entry in vocabulary.scheme(scheme).items()}
    found = []
    for value in values:
        code = known.get(_bare(value).lower())
        if code is None:
            raise refused(at, value, f"class of {kind}", sorted(set(known.values())))
        found.append(code)
    return tuple(found)


def concepts(values: Sequence[str], stored: Stored, field: str, schemes: Sequence[str], at: str) -> tuple[str, ...]:
    """Codes of concept schemes, given as code or label; or what something in the store has."""
    known = {word: entry.code for scheme in schemes for word, entry in vocabulary.scheme(scheme).items()}
    found = []
    for value in values:
        word = _bare(value).lower()
        code = known.get(word) or stored.values(field).get(word)
        if code is None:
            raise refused(at, value, f"{schemes[0]} that is known", [*known.values(), *stored.values(field).values()])
        found.append(code)
    return tuple(found)


def _bare(value: str) -> str:
    """A code without the prefix or the address of its vocabulary."""
    return re.split(r"[/#:]", vocabulary.compact(value.strip()).rstrip("/"))[-1]


def regions(values: Sequence[str], stored: Stored, at: str) -> tuple[str, ...]:
    """Codes of states ("CO", "Colorado", "US-CO"), or what something in the store has as its region."""
    found = []
    for value in values:
        code = region(value) or stored.values("region").get(value.strip().lower())
        if code is None:
            raise refused(
                at, value, "region that is known", [*NAMES.values(), *NAMES, *stored.values("region").values()]
            )
        found.append(code)
    return tuple(found)


def sources(values: Sequence[str], enabled: Iterable[str], snapshot: Snapshot, at: str) -> tuple[str, ...]:
    """Keys of sources: enabled ones, and those whose records the store still holds."""
    known = {*enabled, *snapshot.sources()}
    for value in values:
        if value not in known:
            raise refused(at, value, "source that is known", sorted(known))
    return tuple(values)


def coded(filters: Sequence[ConceptFilter], stored: Stored, field: str, scheme: str, at: str) -> Filter:
    """Occupations, industries or programs by code: all alternatives in one filter."""
    wide = [value for f in filters if f.include_narrower for value in _codes(f, stored, field, scheme, at)]
    exact = [value for f in filters if not f.include_narrower for value in _codes(f, stored, field, scheme, at)]
    if exact and wide:  # one index field for both: name what the wide ones stand for, one by one
        return Filter(f"{field}_exact", tuple(dict.fromkeys((*exact, *_narrower(wide, stored, field)))))
    return Filter(f"{field}_exact", tuple(exact)) if exact else Filter(field, tuple(wide))


def _codes(given: ConceptFilter, stored: Stored, field: str, scheme: str, at: str) -> list[str]:
    if not given.codes:
        raise BadUserInput(f"{at}.codes: at least one code is needed.")
    named = given.scheme or ""
    wanted = codes.scheme_named(named) or (named or None)
    return [_code(code.strip(), wanted, stored, field, scheme, f"{at}.codes") for code in given.codes]


def _code(code: str, wanted: str | None, stored: Stored, field: str, fallback: str, at: str) -> str:
    scheme = wanted or (codes.ONET if fallback == codes.SOC and codes.onet_code(code) else fallback)
    reader = _CODE_READERS.get(scheme)
    found = reader(code) if reader and _CODE.fullmatch(code) else None
    if found and (
        codes.title(scheme, found) or any(codes.title(scheme, above) for above in codes.broader(scheme, found))
    ):
        return f"{scheme}:{found}" if wanted else found
    known = stored.values(field)
    for spelling in (f"{scheme}:{found or code}", f"{scheme}:{code}", code):
        if spelling.lower() in known:
            return known[spelling.lower()]
    bare = [value.partition(":")[2] or value for value in known.values()]
    if not wanted and code.lower() in (value.lower() for value in bare):
        return code
    expected = f" Expected one such as {_CODE_EXAMPLES[scheme]!r}." if scheme in _CODE_EXAMPLES else ""
    raise BadUserInput(
        f"{at}: {code!r} is no {scheme} code that is known.{nearest(code, _published(scheme, bare))}{expected}"
    )


def _published(scheme: str, stored: Sequence[str]) -> Sequence[str]:
    return [*stored, *codes.published(scheme)]


def _narrower(wide: Sequence[str], stored: Stored, field: str) -> list[str]:
    """What in the store a wide code finds, as exact values."""
    wanted = {value.lower() for value in wide}
    found = []
    for value in stored.values(field).values():
        scheme, _, code = value.partition(":")
        above = [code, *codes.broader(scheme, code)]
        if any(word.lower() in wanted for one in above for word in (one, f"{scheme}:{one}")):
            found.append(value)
    return found
