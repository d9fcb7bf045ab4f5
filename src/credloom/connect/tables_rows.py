"""What belongs to a row: rows of other tables that are joined to it, and the words of its codes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from credloom.connect.tables_load import Listing, Row
from credloom.errors import nearest
from credloom.sources.cells import cells, scopes, text_of, texts_of
from credloom.sources.manifest import Manifest
from credloom.sources.rules import Join, Lookup, Rule, Table

Index = dict[tuple[str, ...], list[Row]]


class Joins:
    """Finds what belongs to the rows of one table."""

    def __init__(self, manifest: Manifest, table: Table, listings: Mapping[str, Listing]) -> None:
        self._joins = [(join, _index(join, listings[join.table])) for join in table.joins]
        used = [rule for record in manifest.records if record.table == table.name for rule in every(record.map)]
        types = [(record.type.fields, record.type.lookup) for record in manifest.records if record.table == table.name]
        tabled = {lookup.name: lookup for lookup in manifest.lookups if lookup.table}
        self._words = {name: _words(lookup, listings[lookup.table]) for name, lookup in tabled.items()}
        self._rules = [(rule.lookup, scopes(rule), texts_of(rule)) for rule in used if rule.lookup in tabled]
        self._types = [(name, cells(column)) for columns, name in types if name in tabled for column in columns]

    def of(self, row: Row) -> tuple[dict[str, list[Row]], dict[str, dict[str, str]]]:
        """Joined rows by table, and the words of the codes in the row by look-up."""
        joined: dict[str, list[Row]] = {}
        for join, index in self._joins:
            found = [other for key in _keys(join.mine, row) for other in index.get(key, ())]
            if found:
                joined[join.table] = found
        words: dict[str, dict[str, str]] = {}
        for name, scope, texts in self._rules:
            for inner in scope(row, joined):
                self._look_up(name, texts(inner), words)
        for name, read in self._types:
            self._look_up(name, read(row), words)
        return joined, words

    def _look_up(self, name: str, codes: list[Any], words: dict[str, dict[str, str]]) -> None:
        for code in codes:
            plain = text_of(code).lower()
            if plain in self._words[name]:
                words.setdefault(name, {})[plain] = self._words[name][plain]


def every(rules: tuple[Rule, ...]) -> Iterator[Rule]:
    """The rules, and the rules inside them."""
    for rule in rules:
        yield rule
        yield from every(rule.map)


def _index(join: Join, listing: Listing) -> Index:
    index: Index = defaultdict(list)
    for located in listing.rows:
        for key in _keys(join.theirs, located.row):
            index[key].append(located.row)
    return dict(index)


def _keys(columns: tuple[str, ...], row: Row) -> list[tuple[str, ...]]:
    """The keys of a row; several where a column holds a list."""
    found = [[" ".join(text_of(v).casefold().split()) for v in cells(column)(row)] for column in columns]
    return list(dict.fromkeys(product(*found)))


def _words(lookup: Lookup, listing: Listing) -> dict[str, str]:
    key, value = cells(lookup.key), cells(lookup.value)
    found: dict[str, str] = {}
    for located in listing.rows:
        word = next(iter(value(located.row)), None)
        for code in key(located.row) if word is not None else ():
            found.setdefault(text_of(code).lower(), text_of(word) if word is not None else "")
    return found


def missing_columns(manifest: Manifest, name: str, listing: Listing) -> Iterator[tuple[str, str]]:
    """(column, reason) of what the manifest reads and no row of a table has."""
    if not listing.rows:
        return
    records = [record for record in manifest.records if record.table == name]
    wanted = dict.fromkeys(column for record in records for column in (*record.id, *(when for when, _ in record.when)))
    wanted |= dict.fromkeys(
        column
        for record in records
        for rule in record.map
        if not rule.table and not rule.each
        for column in (*rule.fields, *(cell.column for cell in rule.cells.values() if cell.column))
    )
    for column in wanted:
        if column not in listing.columns and column.partition(".")[0] not in listing.columns and column[0] != "^":
            yield column, f"There is no column {column!r} in {name}.{nearest(column, listing.columns)}"
