"""Whole lists of a kind: the database's own order answers them at once, however long the list is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from credloom.store.order import signed, unsigned
from credloom.store.pins import Pin
from credloom.store.ports import SearchQuery


class Order(msgspec.Struct, frozen=True):
    """An order that the database keeps: its column, which way it goes, and how a cursor writes a value of it."""

    column: str
    ascending: bool
    read: Callable[[str], Any] = str
    write: Callable[[Any], str] = str


ORDERS = {
    "name": Order("sort", ascending=True),
    "modified_desc": Order(
        "newest", ascending=False, read=lambda text: signed(int(text)), write=lambda kept: str(unsigned(kept))
    ),
}
_PAGE = "SELECT id, {0} FROM entity WHERE kind = ? AND {0} IS NOT NULL{1} ORDER BY {0} {2} LIMIT ?"


def is_whole(query: SearchQuery, sort: str) -> bool:
    """Whether everything of a kind is listed, in an order that the database keeps."""
    return sort in ORDERS and not (query.text or query.filters or query.ranges or query.near)


def page(pin: Pin, query: SearchQuery, sort: str, after: str) -> tuple[list[tuple[int, str]], bool]:
    """(number, value of the cursor) of each thing behind a value, or from the beginning, and whether there are more."""
    order = ORDERS[sort]
    ascending = order.ascending is not query.backwards
    beyond = f" AND {order.column} {'>' if ascending else '<'} ?" if after else ""
    statement = _PAGE.format(order.column, beyond, "ASC" if ascending else "DESC")
    bound = (order.read(after),) if after else ()
    rows = pin.db.execute(statement, (query.kind, *bound, query.first + 1)).fetchall()
    more, rows = len(rows) > query.first, rows[: query.first]
    if query.backwards:
        rows.reverse()
    return [(number, order.write(value)) for number, value in rows], more


def total(pin: Pin, kind: str) -> int:
    """How many things of a kind there are."""
    row = pin.db.execute("SELECT things FROM kind WHERE name = ?", (kind,)).fetchone()
    return int(row[0]) if row else 0
