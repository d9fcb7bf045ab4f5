"""Links that sources state between competencies, read from both ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from credloom.model.links import ALIGNMENTS
from credloom.model.parts import Ref
from credloom.resolve.ports import Alignment
from credloom.store.ports import LinkRow, Snapshot

PREDICATES: Mapping[str, str] = {**ALIGNMENTS, "alignTo": "RELATED"}
"""CTDL-ASN properties and the kind that each means; `alignTo` says only that there is a correspondence."""

_INVERSE = {"BROAD": "NARROW", "NARROW": "BROAD"}
_WORDS = {
    "EXACT": "the same as",
    "CLOSE": "close to",
    "BROAD": "narrower than",
    "NARROW": "broader than",
    "RELATED": "related to",
    "NO_MATCH": "without a match in",
}


def asserted(snapshot: Snapshot, keys: Sequence[str]) -> list[list[Alignment]]:
    """What records say about each competency, and the inverse of what records of others say about it."""
    out = snapshot.links(keys, tuple(PREDICATES), "out")
    into = snapshot.links(keys, tuple(PREDICATES), "in")
    return [
        _merged([_stated(key, row) for page in (there, back) for row in page.links if row.key != key])
        for key, there, back in zip(keys, out, into, strict=True)
    ]


def _stated(key: str, row: LinkRow) -> Alignment:
    inverted = row.direction == "in"
    kind = PREDICATES[row.relation]
    if inverted:
        kind = _INVERSE.get(kind, kind)
    who = "The other competency's record" if inverted else "Its record"
    return Alignment(
        subject=Ref(key, "Competency"),
        object=Ref(row.key, "Competency"),
        kind=kind,
        basis="DERIVED_INVERSE" if inverted else "ASSERTED",
        probability=1.0,
        explanation=f"{who} in {row.source} states {row.relation}: this one is {_WORDS[kind]} that one.",
        sources=(row.source,),
        predicate=row.relation,
        inverted=inverted,
    )


def _merged(found: Sequence[Alignment]) -> list[Alignment]:
    """One link for each other end and kind: what both ends or several sources state counts as stated."""
    kept: dict[tuple[str | None, str], Alignment] = {}
    for link in found:
        place = (link.object.key if link.object else None, link.kind)
        known = kept.get(place)
        if known is None:
            kept[place] = link
        elif link.sources[0] not in known.sources:
            kept[place] = _joined(known, link)
    return list(kept.values())


def _joined(known: Alignment, other: Alignment) -> Alignment:
    import msgspec

    return msgspec.structs.replace(
        known, sources=(*known.sources, *other.sources), explanation=f"{known.explanation} {other.explanation}"
    )
