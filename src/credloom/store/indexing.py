"""Index documents of what a transaction shows, and of what depends on it.

A thing without a place of its own is found where its provider is, and one that requires a program has that program's
competencies: so a document depends on neighbours, and is made anew when these change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from credloom.model.links import CONDITIONS
from credloom.model.parts import Condition, Place, Ref
from credloom.model.things import AnyThing, Assessment, LearningOpportunity, Offering, Organization, Thing
from credloom.model.totals import provider
from credloom.store.derive import Shown
from credloom.store.facts import competency_keys
from credloom.store.fields import Facts
from credloom.store.index_schema import Document, document_of
from credloom.store.pack import unpack_thing
from credloom.store.transaction import Transaction

Neighbours = dict[str, AnyThing]

_PROVIDING = ("ownedBy", "offeredBy")
_REQUIRING = tuple(CONDITIONS)


PORTION = 1000
"""Dependents at once: an organization may be named by tens of thousands of credentials."""


def documents_of(tx: Transaction, shown: Sequence[Shown]) -> Iterator[tuple[list[int], list[Document]]]:
    """In portions, entities whose documents are stale, and documents of shown entities and of those that depend on
    them; points are written on the way."""
    at_hand = {one.thing.key: one.thing for one in shown}
    known = [one.entity for one in shown if not one.new]
    yield known, _documents(tx, [(one.entity, one.thing, one.outcomes) for one in shown], at_hand)
    leaning = _dependents(tx, shown)
    for start in range(0, len(leaning), PORTION):
        rows = tx.rows(
            "SELECT id, thing, outcomes FROM entity WHERE id IN (SELECT value FROM json_each(?))",
            leaning[start : start + PORTION],
        )
        found = [(entity, unpack_thing(kept), bool(flag)) for entity, kept, flag in rows]
        some = [one for one in found if _leans(one[1])]
        yield [entity for entity, _, _ in some], _documents(tx, some, at_hand)


def _leans(thing: AnyThing) -> bool:
    """Whether a document takes something from its neighbours: what it has itself counts instead."""
    return isinstance(thing, Offering) and (not thing.places or (bool(thing.conditions) and not competency_keys(thing)))


def _documents(tx: Transaction, some: Sequence[tuple[int, AnyThing, bool]], at_hand: Neighbours) -> list[Document]:
    near = neighbours(tx, (thing for _, thing, _ in some), at_hand)
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
    places: tuple[Place, ...] = ()
    taught = False
    if isinstance(thing, Offering):
        by = provider(thing.agents)
        organization = near.get(by.key) if by is not None else None
        places = organization.places if isinstance(organization, Organization) else ()
        taught = any(_teaches(near.get(ref.key)) for ref in required(thing))
    return document_of(thing, entity, places, competencies=taught, outcomes=outcomes)


def _teaches(thing: AnyThing | None) -> bool:
    return isinstance(thing, Offering) and bool(thing.competencies)


def required(thing: Offering) -> Iterator[Ref]:
    """The programs and assessments that an offering's conditions ask for."""
    for condition in thing.conditions:
        yield from _in(condition)


def _in(condition: Condition) -> Iterator[Ref]:
    yield from condition.learning_opportunities
    yield from condition.assessments
    yield from condition.targets
    for inner in condition.alternatives:
        yield from _in(inner)


def neighbours(tx: Transaction, things: Iterable[Thing], at_hand: Neighbours) -> Neighbours:
    """What documents need of other entities, by the key under which they are referred to."""
    wanted: dict[str, None] = {}
    for thing in things:
        if isinstance(thing, Offering):
            by = provider(thing.agents)
            if by is not None and not thing.places:
                wanted[by.key] = None
            if thing.conditions and not competency_keys(thing):
                wanted.update(dict.fromkeys(ref.key for ref in required(thing)))
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


def _dependents(tx: Transaction, shown: Sequence[Shown]) -> list[int]:
    """Entities outside the batch whose documents may take something from inside it."""
    places = [one.entity for one in shown if isinstance(one.thing, Organization) and (one.thing.places or not one.new)]
    taught = [
        one.entity
        for one in shown
        if isinstance(one.thing, LearningOpportunity | Assessment) and (one.thing.competencies or not one.new)
    ]
    found = {*_stating(tx, places, _PROVIDING), *_stating(tx, taught, _REQUIRING)}
    return sorted(found - {one.entity for one in shown})


def _stating(tx: Transaction, entities: Sequence[int], relations: Sequence[str]) -> Iterator[int]:
    numbers = tx.relations(set(relations))
    if not entities:
        return
    rows = tx.rows(
        "SELECT DISTINCT e.id FROM name n "
        "JOIN link l ON l.object = n.id AND l.relation IN (SELECT value FROM json_each(?2)) "
        "JOIN entity e ON e.id = l.subject "
        "WHERE n.entity IN (SELECT value FROM json_each(?1)) AND e.thing IS NOT NULL",
        entities,
        "[" + ",".join(str(number) for number in numbers.values()) + "]",
    )
    yield from (entity for (entity,) in rows)


def write_points(tx: Transaction, known: Sequence[int], points: Sequence[tuple[int, float, float]]) -> None:
    """Replace the points of entities."""
    if known:
        tx.rows("DELETE FROM point WHERE entity IN (SELECT value FROM json_each(?))", known)
    tx.db.executemany("INSERT INTO point VALUES (?, ?, ?)", points)
