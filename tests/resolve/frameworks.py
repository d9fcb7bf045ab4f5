"""Two frameworks of two sources that say some things alike, some differently, and some about each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from credloom.demo import ctdl
from credloom.demo.ctdl import Json, resource
from credloom.normalise import normalise
from credloom.store.ports import Batch, Store
from tests.graph.small import SOURCES, ctid, document

TRADES, STATE = ctid(100), ctid(200)
PIPE, DESIGN, DRAWINGS, PLANS, SAFELY = (ctid(101 + n) for n in range(5))
JOIN, METAL, STATE_DRAWINGS, STATE_PIPE, RELATED = (ctid(201 + n) for n in range(5))


def competency(known: str, framework: str, label: str, text: str | None = None, **more: Any) -> Json:
    """A competency; keyword arguments are CTDL-ASN terms without prefix."""
    return {
        "@id": resource(known),
        "@type": "ceasn:Competency",
        "ceterms:ctid": known,
        "ceasn:competencyLabel": {"en-us": label},
        "ceasn:competencyText": {"en-us": text or label},
        "ceasn:isPartOf": [resource(framework)],
        **{f"ceasn:{name}": value for name, value in more.items()},
    }


def framework(known: str, name: str, competencies: Iterable[Json]) -> Json:
    """A framework with its competencies."""
    main = {
        "@id": resource(known),
        "@type": "ceasn:CompetencyFramework",
        "ceterms:ctid": known,
        "ceasn:name": {"en-us": name},
    }
    return ctdl.payload(main, *competencies, context=ctdl.ASN_CONTEXT)


def trades() -> Json:
    """What the registry holds."""
    return framework(
        TRADES,
        "Trades",
        [
            competency(
                PIPE,
                TRADES,
                "Weld pipe",
                "Weld pipe in all positions.",
                exactAlignment=[resource(JOIN)],
                broadAlignment=[resource(METAL)],
                alignTo=[resource(RELATED)],
            ),
            competency(DESIGN, TRADES, "Design", "Design a part.", codedNotation="WLD-2"),
            competency(DRAWINGS, TRADES, "Read drawings", "Read drawings of parts.", codedNotation="2.1"),
            competency(PLANS, TRADES, "Read drawings", "Read drawings of sites."),
            competency(SAFELY, TRADES, "Work safely", competencyCategory="Safety"),
        ],
    )


def state() -> Json:
    """What the state holds. It says of `JOIN` what the registry says of it too."""
    return framework(
        STATE,
        "State",
        [
            competency(JOIN, STATE, "Join pipe by welding", exactAlignment=[resource(PIPE)]),
            competency(METAL, STATE, "Weld metal"),
            competency(STATE_DRAWINGS, STATE, "Read Drawings!"),
            competency(STATE_PIPE, STATE, "weld-pipe", "Weld a pipe to a flange."),
            competency(RELATED, STATE, "Fit pipe"),
        ],
    )


def write(store: Store, source: str, payloads: Iterable[Json]) -> None:
    """Write documents as if the source had just sent them."""
    documents = [document(payload) for payload in payloads]
    made = normalise(SOURCES[source], documents)
    assert made.refusals == []
    kind = SOURCES[source].manifest.source.kind
    store.write(Batch(source=source, kind=kind, documents=documents, records=made.records))
