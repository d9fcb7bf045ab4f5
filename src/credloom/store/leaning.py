"""What index documents take from neighbours, and whose documents are stale when neighbours change.

A thing without a place of its own is found where its provider is; one that requires a program has that program's
competencies; one that names a competency by its id alone is found by the words of that competency.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from credloom.model.links import COMPETENCY_RELATIONS, CONDITIONS
from credloom.model.parts import Condition, Ref
from credloom.model.things import AnyThing, Assessment, Competency, LearningOpportunity, Offering, Organization
from credloom.store.derive import Shown
from credloom.store.facts import competency_keys, competency_refs
from credloom.store.transaction import Transaction

STATEMENTS = 30
"""Of so many competencies that an offering names by id alone the words are looked up."""
_PROVIDING = ("ownedBy", "offeredBy")
_REQUIRING = tuple(CONDITIONS)


class Leaning(msgspec.Struct, frozen=True):
    """Entities that name what has changed: as their provider, as a program or an assessment that they require, as a
    competency."""

    placed: frozenset[int]
    requiring: frozenset[int]
    stating: frozenset[int]

    def all(self) -> frozenset[int]:
        """Each of them once."""
        return self.placed | self.requiring | self.stating

    def needs(self, entity: int, thing: AnyThing) -> bool:
        """Whether its document takes something from what has changed: what it has itself counts instead."""
        return isinstance(thing, Offering) and (
            (entity in self.placed and not thing.places)
            or (entity in self.requiring and takes_competencies(thing))
            or (entity in self.stating and bool(unnamed(thing)))
        )


def leaning_on(tx: Transaction, shown: Sequence[Shown]) -> Leaning:
    """Who leans on what is shown now, and on what shows nothing any more."""
    places, taught, stated = list(tx.gone), list(tx.gone), list(tx.gone)
    for one in shown:
        if isinstance(one.thing, Organization):
            if one.thing.places or not one.new:
                places.append(one.entity)
        elif isinstance(one.thing, Competency):
            stated.append(one.entity)
        elif isinstance(one.thing, LearningOpportunity | Assessment) and (one.thing.competencies or not one.new):
            taught.append(one.entity)
    return Leaning(
        frozenset(_naming(tx, places, _PROVIDING)),
        frozenset(_naming(tx, taught, _REQUIRING)),
        frozenset(_naming(tx, stated, COMPETENCY_RELATIONS)),
    )


def leaning_on_words(tx: Transaction, entities: Sequence[int]) -> Leaning:
    """Who requires programs or assessments whose competencies have other words now."""
    return Leaning(frozenset(), frozenset(_naming(tx, entities, _REQUIRING)), frozenset())


def takes_competencies(thing: Offering) -> bool:
    """Whether an offering has the competencies of what it requires: it requires something and states none itself."""
    return bool(thing.conditions) and not competency_keys(thing)


def unnamed(thing: Offering) -> list[str]:
    """Keys of the first competencies that an offering names by id alone, each once."""
    return list(islice(dict.fromkeys(ref.key for ref in competency_refs(thing) if not ref.name), STATEMENTS))


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


def _naming(tx: Transaction, entities: Sequence[int], relations: Iterable[str]) -> Iterator[int]:
    if not entities:
        return
    numbers = tx.relations(set(relations))
    rows = tx.rows(
        "SELECT DISTINCT e.id FROM name n "
        "JOIN link l ON l.object = n.id AND l.relation IN (SELECT value FROM json_each(?2)) "
        "JOIN entity e ON e.id = l.subject "
        "WHERE n.entity IN (SELECT value FROM json_each(?1)) AND e.thing IS NOT NULL",
        entities,
        "[" + ",".join(str(number) for number in numbers.values()) + "]",
    )
    yield from (entity for (entity,) in rows)
