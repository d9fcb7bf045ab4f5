"""Published crosswalks and CASE packages, read by a manifest alone: links as asserted, with their own predicate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from credloom.connect.tables_load import identity
from credloom.model.record import Document, Record
from credloom.model.things import Competency
from credloom.normalise import normalise
from credloom.resolve import resolver
from credloom.resolve.ports import Alignment
from credloom.sources.manifest import Source
from credloom.store import open_store
from credloom.store.ports import Batch, Store
from tests.normalise.make import document, source_of
from tests.resolve import frameworks
from tests.resolve.frameworks import DESIGN, METAL, PIPE, SAFELY, STATE, STATE_PIPE

HEAD = '[source]\nname = "{name}"\nlanguage = "en-US"\n[fetch]\nreader = "{reader}"\nurl = "https://state.example/x"\n'
ITEM = "https://case.example/CFItems/"

CROSSWALK = HEAD.format(name="Crosswalk", reader="csv") + "".join(
    f"""
[[record]]
name = "{predicate.lower()}"
type = "ceasn:Competency"
ctid = "from"
iri = "from"
about = ["from", "predicate", "to"]
when = {{ predicate = "{predicate}" }}
[record.map]
"skos:{predicate}" = [ {{ field = "to", as = "ctid" }} ]
"""
    for predicate in ("exactMatch", "closeMatch", "broadMatch", "noMatch")
)

CASE = HEAD.format(name="CASE package", reader="json") + "".join(
    [
        """
[[table]]
name = "items"
url = "x"
each = "CFItems"
[[table]]
name = "associations"
url = "x"
each = "CFAssociations"
[[record]]
name = "item"
table = "items"
type = "ceasn:Competency"
iri = "uri"
[record.map]
"ceasn:competencyText" = "fullStatement"
"ceasn:codedNotation" = "humanCodingScheme"
"""
    ]
    + [
        f"""
[[record]]
name = "{case.lower()}"
table = "associations"
type = "ceasn:Competency"
iri = "originNodeURI.uri"
about = ["identifier"]
when = {{ associationType = "{case}" }}
[record.map]
"{term}" = {{ field = "destinationNodeURI.uri", as = "iri" }}
"""
        for case, term in (
            ("exactMatchOf", "skos:exactMatch"),
            ("isRelatedTo", "skos:relatedMatch"),
            ("isChildOf", "ceasn:isChildOf"),
        )
    ]
)


def rows(source: Source, table: str, *given: dict[str, Any]) -> tuple[list[Document], list[Record]]:
    """The documents and records of rows of one table; nothing is refused."""
    sent = [
        document({"table": table, "row": row, "at": f"{table}:{n}"}, "row", ref=f"{table}:{n}")
        for n, row in enumerate(given)
    ]
    made = normalise(source, sent)
    assert made.refusals == []
    return sent, made.records


def link(one: str, predicate: str, other: str) -> dict[str, str]:
    return {"from": one, "predicate": predicate, "to": other}


@pytest.fixture
def store(tmp_path: Any) -> Iterator[Store]:
    made = open_store(tmp_path, write=True)
    frameworks.write(made, "registry", [frameworks.trades()])
    frameworks.write(made, "state", [frameworks.state()])
    yield made
    made.close()


def put(store: Store, source: Source, table: str, *given: dict[str, Any]) -> None:
    sent, made = rows(source, table, *given)
    store.write(Batch(source=source.key, kind="TAXONOMY", documents=sent, records=made))


def links(store: Store, key: str, source: str) -> list[Alignment]:
    [found] = resolver(store.snapshot()).alignments([key])
    return [one for one in found if source in one.sources]


def test_a_file_of_two_columns_and_a_predicate_links_both_ways(store: Store) -> None:
    crosswalk = source_of(CROSSWALK, "crosswalk")
    put(store, crosswalk, "rows", link(DESIGN, "closeMatch", METAL), link(SAFELY, "broadMatch", METAL))
    [there] = links(store, DESIGN, "crosswalk")
    assert there.object is not None
    assert (there.object.key, there.kind, there.basis, there.probability) == (METAL, "CLOSE", "ASSERTED", 1.0)
    assert (there.predicate, there.inverted, there.sources) == ("closeMatch", False, ("crosswalk",))
    back = {one.object.key: one for one in links(store, METAL, "crosswalk") if one.object}
    assert (back[SAFELY].kind, back[SAFELY].basis, back[SAFELY].predicate) == (
        "NARROW",
        "DERIVED_INVERSE",
        "broadMatch",
    )
    assert back[SAFELY].inverted


def test_many_rows_say_something_about_the_same_competency(store: Store) -> None:
    crosswalk = source_of(CROSSWALK, "crosswalk")
    given = [
        link(DESIGN, "closeMatch", METAL),
        link(DESIGN, "broadMatch", PIPE),
        link(DESIGN, "closeMatch", STATE_PIPE),
    ]
    put(store, crosswalk, "rows", *given)
    found = {(one.predicate, one.object.key) for one in links(store, DESIGN, "crosswalk") if one.object}
    assert found == {(one["predicate"], one["to"]) for one in given}
    put(store, crosswalk, "rows", given[0])  # told again: still once
    assert len(links(store, DESIGN, "crosswalk")) == len(given)


def test_what_a_crosswalk_says_has_no_match_is_not_found_by_words(store: Store) -> None:
    alike = [one for one in resolver(store.snapshot()).alignments([PIPE])[0] if one.object]
    assert STATE_PIPE in {one.object.key for one in alike if one.object}
    put(store, source_of(CROSSWALK, "crosswalk"), "rows", link(PIPE, "noMatch", STATE_PIPE))
    found = resolver(store.snapshot()).alignments([PIPE])[0]
    assert [one.kind for one in found if one.object and one.object.key == STATE_PIPE] == ["NO_MATCH"]


def test_no_match_in_a_whole_framework(store: Store) -> None:
    put(store, source_of(CROSSWALK, "crosswalk"), "rows", link(SAFELY, "noMatch", STATE))
    [told] = links(store, SAFELY, "crosswalk")
    assert (told.kind, told.predicate) == ("NO_MATCH", "noMatch")


def test_a_case_package_by_a_manifest_alone(store: Store) -> None:
    case = source_of(CASE, "case")
    items = [
        {"uri": f"{ITEM}{n}", "fullStatement": text, "humanCodingScheme": f"M.{n}"}
        for n, text in enumerate(("Add fractions.", "Sum fractions of unlike denominators.", "Measure angles."))
    ]
    put(store, case, "items", *items)
    put(
        store,
        case,
        "associations",
        *(
            {
                "identifier": f"{one}-{other}",
                "associationType": kind,
                "originNodeURI": {"uri": f"{ITEM}{one}"},
                "destinationNodeURI": {"uri": f"{ITEM}{other}"},
            }
            for one, kind, other in ((0, "exactMatchOf", 1), (2, "isRelatedTo", 1), (1, "isPeerOf", 2))
        ),
    )
    [one] = [thing for thing in store.snapshot().get_many([f"{ITEM}0"]) if isinstance(thing, Competency)]
    assert (one.texts[0].value, one.notation) == ("Add fractions.", "M.0")
    [same] = links(store, f"{ITEM}0", "case")
    assert same.object is not None
    assert (same.object.key, same.kind, same.predicate) == (f"{ITEM}1", "EXACT", "exactMatch")
    into = {one.object.key: (one.kind, one.basis) for one in links(store, f"{ITEM}1", "case") if one.object}
    assert into == {f"{ITEM}0": ("EXACT", "DERIVED_INVERSE"), f"{ITEM}2": ("RELATED", "DERIVED_INVERSE")}


def test_rows_of_a_table_are_told_apart_by_what_they_say() -> None:
    crosswalk = source_of(CROSSWALK, "crosswalk")
    assert identity(crosswalk, crosswalk.manifest.tables[0]) == ("from", "predicate", "to")
