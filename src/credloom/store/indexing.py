"""Index documents of what a transaction shows, and of what depends on it: see `leaning`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from credloom.model.parts import Place
from credloom.model.text import pick
from credloom.model.things import AnyThing, Competency, Offering, Organization, Thing
from credloom.model.totals import provider
from credloom.store.derive import Shown
from credloom.store.facts import competency_refs
from credloom.store.fields import Facts
from credloom.store.index_schema import Document, document_of
from credloom.store.leaning import Leaning, leaning_on, leaning_on_words, required, takes_competencies, unnamed
from credloom.store.pack import unpack_thing
from credloom.store.transaction import Transaction

Neighbours = dict[str, AnyThing]
Kept = tuple[int, AnyThing, bool]
"""(entity, thing, whether it has outcomes)"""
Stale = tuple[list[int], list[Document]]

AT_ONCE = 250
"""Documents made at once: the index takes these in, in its own thread, while the next are made."""
PORTION = 1000
"""Dependents at once: an organization may be named by tens of thousands of credentials."""
STATEMENT_LENGTH = 400
"""How many characters of a competency its offerings are found by."""


def documents_of(tx: Transaction, shown: Sequence[Shown]) -> Iterator[Stale]:
    """In portions, entities whose documents are stale, and documents of shown entities and of those that depend on
    them; points are written on the way."""
    at_hand = {one.thing.key: one.thing for one in shown}
    for start in range(0, len(shown), AT_ONCE):
        some = shown[start : start + AT_ONCE]
        made = _documents(tx, [(one.entity, one.thing, one.outcomes) for one in some], at_hand)
        yield [one.entity for one in some if not one.new], made
    done = {one.entity for one in shown}
    leaning = leaning_on(tx, shown)
    reworded = []
    for leant in _needing(tx, leaning, done):
        yield [entity for entity, _, _ in leant], _documents(tx, leant, at_hand)
        reworded += [entity for entity, _, _ in leant if entity in leaning.stating]
    for leant in _needing(tx, leaning_on_words(tx, reworded), done):
        yield [entity for entity, _, _ in leant], _documents(tx, leant, at_hand)


def _needing(tx: Transaction, leaning: Leaning, done: set[int]) -> Iterator[list[Kept]]:
    """In portions, what needs a new document and is not yet done; it is done then."""
    numbers = sorted(leaning.all() - done)
    for start in range(0, len(numbers), PORTION):
        rows = tx.rows(
            "SELECT id, thing, outcomes FROM entity WHERE id IN (SELECT value FROM json_each(?))",
            numbers[start : start + PORTION],
        )
        found = [(entity, unpack_thing(kept), bool(flag)) for entity, kept, flag in rows]
        some = [one for one in found if leaning.needs(one[0], one[1])]
        done.update(entity for entity, _, _ in some)
        yield some


def _documents(tx: Transaction, some: Sequence[Kept], at_hand: Neighbours) -> list[Document]:
    near = neighbours(tx, [thing for _, thing, _ in some], at_hand)
    points: list[tuple[int, float, float]] = []
    documents = []
    for entity, thing, outcomes in some:
        document, facts = make(thing, entity, near, outcomes=outcomes)
        points.extend((entity, latitude, longitude) for latitude, longitude in facts.points)
        documents.append(document)
    write_points(tx, [entity for entity, _, _ in some if entity not in tx.new], points)
    return documents


def make(thing: AnyThing, entity: int, near: Mapping[str, AnyThing], *, outcomes: bool) -> tuple[Document, Facts]:
    """The document of a thing with what is taken from its neighbours."""
    if not isinstance(thing, Offering):
        return document_of(thing, entity, outcomes=outcomes)
    by = provider(thing.agents)
    organization = near.get(by.key) if by is not None else None
    places: tuple[Place, ...] = organization.places if isinstance(organization, Organization) else ()
    teaching = _teaching(thing, near)
    return document_of(
        thing,
        entity,
        places,
        statements=_statements(thing, near),
        learned=[words for one in teaching for words in _learned(one, near)],
        competencies=bool(teaching),
        outcomes=outcomes,
    )


def _teaching(thing: Offering, near: Mapping[str, AnyThing]) -> list[Offering]:
    """Of what an offering requires, what teaches or assesses competencies that count as its own."""
    if not takes_competencies(thing):
        return []
    found = (near.get(ref.key) for ref in required(thing))
    return [one for one in found if isinstance(one, Offering) and one.competencies]


def _learned(thing: Offering, near: Mapping[str, AnyThing]) -> Iterator[str]:
    """What is learned in something that an offering requires."""
    yield from (ref.name for ref in competency_refs(thing) if ref.name)
    yield from _statements(thing, near)


def _statements(thing: Offering, near: Mapping[str, AnyThing]) -> Iterator[str]:
    """The words of the competencies that an offering names by id alone."""
    for key in unnamed(thing):
        competency = near.get(key)
        if isinstance(competency, Competency):
            texts = (pick(competency.labels), pick(competency.texts))
            yield from (text[:STATEMENT_LENGTH] for text in texts if text)


def neighbours(tx: Transaction, things: Sequence[Thing], at_hand: Neighbours) -> Neighbours:
    """What documents need of other entities, by the key under which they are referred to."""
    offerings = [thing for thing in things if isinstance(thing, Offering)]
    wanted: dict[str, None] = {}
    for thing in offerings:
        by = provider(thing.agents)
        if by is not None and not thing.places:
            wanted[by.key] = None
        wanted.update(dict.fromkeys(unnamed(thing)))
        if takes_competencies(thing):
            wanted.update(dict.fromkeys(ref.key for ref in required(thing)))
    found = _known(tx, wanted, at_hand)
    taught = [key for thing in offerings for one in _teaching(thing, found) for key in unnamed(one)]
    return found | _known(tx, dict.fromkeys(key for key in taught if key not in found), at_hand)


def _known(tx: Transaction, wanted: Iterable[str], at_hand: Neighbours) -> Neighbours:
    found = {key: at_hand[key] for key in wanted if key in at_hand}
    missing = [key for key in wanted if key not in found]
    if missing:
        rows = tx.rows(
            "SELECT n.key, e.thing FROM name n JOIN entity e ON e.id = n.entity "
            "WHERE n.key IN (SELECT value FROM json_each(?)) AND e.thing IS NOT NULL",
            missing,
        )
        found |= {key: unpack_thing(kept) for key, kept in rows}
    return found


def write_points(tx: Transaction, known: Sequence[int], points: Sequence[tuple[int, float, float]]) -> None:
    """Replace the points of entities."""
    if known:
        tx.rows("DELETE FROM point WHERE entity IN (SELECT value FROM json_each(?))", known)
    tx.db.executemany("INSERT INTO point VALUES (?, ?, ?)", points)
