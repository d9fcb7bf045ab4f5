"""From the records of touched entities to what is shown: merged things, links, points, index documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from credloom.model.text import pick
from credloom.model.things import AnyThing
from credloom.normalise.shape import thing_of
from credloom.store.links import links_of
from credloom.store.merge import Told, key_order, merged, ranked
from credloom.store.order import change_order, name_order, signed
from credloom.store.pack import pack_thing, unpack_texts
from credloom.store.records import empty
from credloom.store.transaction import Member, Transaction

_OUTCOMES = frozenset(
    {"ceterms:aggregateData", "qdata:relevantDataSet", "ceterms:earnings", "ceterms:employmentOutcome"}
)


class Shown(msgspec.Struct, frozen=True):
    """What an entity shows now."""

    entity: int
    thing: AnyThing
    members: tuple[Member, ...]
    new: bool
    outcomes: bool


class Before(msgspec.Struct, frozen=True):
    """What an entity showed before: nothing where `kind` is None."""

    key: str
    kind: str | None


def derive(tx: Transaction) -> list[Shown]:
    """Make every touched entity anew from its records, and write it. Index documents come behind, then links."""
    members = _members(tx)
    _split(tx, members)
    before = _before(tx, members)
    shown = []
    for entity, of in members.items():
        if of:
            shown.append(_show(entity, of, before.get(entity), tx.shown))
        elif entity in before:
            empty(tx, entity, None, tx.touched[entity])
    _write(tx, shown, before)
    return shown


def _members(tx: Transaction) -> dict[int, list[Member]]:
    """The records of each touched entity."""
    found: dict[int, list[Member]] = {entity: tx.members.get(entity, []) for entity in tx.touched}
    known = [entity for entity in tx.touched if entity not in tx.new]
    if not known:
        return found
    found.update((entity, []) for entity in known)
    rows = tx.db.execute(
        "SELECT r.entity, r.id, n.key, r.same, r.modified, r.source, s.key, s.kind, "
        "CASE WHEN r.id IN (SELECT value FROM json_each(?1)) THEN NULL ELSE r.node END "
        "FROM record r JOIN name n ON n.id = r.own JOIN source s ON s.id = r.source "
        "WHERE r.entity IN (SELECT value FROM json_each(?2))",
        (_list(tx.fresh), _list(known)),
    )
    for entity, record, own, same, modified, source, source_key, kind, kept in rows:
        node = tx.fresh[record] if kept is None else tx.packer.unpack_node(kept)
        told = Told(source_key, kind, own, modified, node, record)
        found[entity].append(Member(told, source, (own, *unpack_texts(same))))
    return found


def _list(values: Iterable[int]) -> str:
    return msgspec.json.encode(list(values)).decode()


def _split(tx: Transaction, members: dict[int, list[Member]]) -> None:
    """Records that nothing holds together any more become entities of their own; the first part keeps the place."""
    for entity, of in list(members.items()):
        if len(of) < 2:
            continue
        parts = _parts(of)
        for part in parts[1:]:
            number = tx.new_entity()
            members[number] = part
            tx.touched[number] = tx.touched[entity]
            own = _list(one.told.record for one in part)
            tx.db.execute("UPDATE record SET entity = ? WHERE id IN (SELECT value FROM json_each(?))", (number, own))
            keys = dict.fromkeys((key for one in part for key in one.keys), number)
            tx.names.assign(keys, tx.names.resolve(keys))
        members[entity] = parts[0]


def _parts(of: Sequence[Member]) -> list[list[Member]]:
    """Members in groups that share keys; the group of the entity's best key first."""
    parts: list[tuple[set[str], list[Member]]] = []
    for one in of:
        keys, group = set(one.keys), [one]
        for part in [part for part in parts if part[0] & keys]:
            keys |= part[0]
            group = part[1] + group
            parts.remove(part)
        parts.append((keys, group))
    parts.sort(key=lambda part: min(key_order(one.told.own) for one in part[1]))
    return [group for _, group in parts]


def _before(tx: Transaction, members: Mapping[int, object]) -> dict[int, Before]:
    rows = tx.rows(
        "SELECT id, key, CASE WHEN thing IS NULL THEN NULL ELSE kind END FROM entity "
        "WHERE id IN (SELECT value FROM json_each(?))",
        [entity for entity in members if entity not in tx.new],
    )
    return {entity: Before(key, kind) for entity, key, kind in rows}


def _show(entity: int, of: Sequence[Member], before: Before | None, made: Mapping[int, AnyThing]) -> Shown:
    if len(of) == 1 and (alone := made.get(of[0].told.record)) is not None:
        return Shown(entity, alone, tuple(of), before is None, not _OUTCOMES.isdisjoint(of[0].told.node))
    order = ranked(one.told for one in of) if len(of) > 1 else [of[0].told]
    place = {one.record: rank for rank, one in enumerate(order)}
    node = merged(order)
    newest = max((one.modified for one in order if one.modified is not None), default=None)
    thing = thing_of(
        node,
        key=min((one.own for one in order), key=key_order),
        sources=tuple(dict.fromkeys(one.source for one in order)),
        modified=None if newest is None else datetime.fromtimestamp(newest, UTC).isoformat(),
    )
    by_rank = tuple(sorted(of, key=lambda one: place[one.told.record]))
    return Shown(entity, thing, by_rank, before is None, not _OUTCOMES.isdisjoint(node))


def _write(tx: Transaction, shown: Sequence[Shown], before: Mapping[int, Before]) -> None:
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for one in shown:
        kind, key = type(one.thing).__name__, one.thing.key
        sort = name_order(pick(one.thing.names) or key, one.entity)
        newest = signed(change_order(one.thing.modified, one.entity))
        row = (key, kind, tx.epoch, sort, newest, int(one.outcomes), pack_thing(one.thing))
        was, source = before.get(one.entity), tx.touched[one.entity]
        if was is None:
            added.append((one.entity, *row))
        else:
            changed.append((*row, one.entity))
        if was is not None and was.kind is not None:
            tx.count(was.kind, -1)
            if was.key != key:
                tx.change("REMOVED", was.key, was.kind, source)
        tx.count(kind, 1)
        tx.change("ADDED" if was is None or was.kind is None or was.key != key else "CHANGED", key, kind, source)
    tx.db.executemany(
        "INSERT INTO entity (id, key, kind, epoch, sort, newest, outcomes, thing) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        added,
    )
    tx.db.executemany(
        "UPDATE entity SET key = ?, kind = ?, epoch = ?, sort = ?, newest = ?, outcomes = ?, thing = ?, became = NULL "
        "WHERE id = ?",
        changed,
    )


def write_links(tx: Transaction, shown: Sequence[Shown]) -> None:
    """Replace the links that entities state; where two records state the same, the first of them counts."""
    changed = [one.entity for one in shown if not one.new]
    if changed:
        tx.db.execute("DELETE FROM link WHERE subject IN (SELECT value FROM json_each(?))", (_list(changed),))
    stated: dict[tuple[int, str, str], tuple[str, int]] = {}
    for one in shown:
        for member in one.members:
            for relation, key, kind in links_of(member.told.node):
                stated.setdefault((one.entity, relation, key), (kind, member.source))
    known = tx.names.intern(key for _, _, key in stated)
    relations = tx.relations({relation for _, relation, _ in stated})
    rows = [
        (entity, relations[relation], known[key][0], kind, source)
        for (entity, relation, key), (kind, source) in stated.items()
    ]
    tx.db.executemany("INSERT INTO link VALUES (?, ?, ?, ?, ?)", rows)
