"""What a manifest says of tables and of the records that their rows become, as data."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

PageBy = Literal["offset", "page", "cursor", "next", "link", "list"]
Repeats = Literal["first", "last", "gather"]


class _Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a manifest."""


class Page(_Part, frozen=True):
    """How one listing is split over several answers.

    `param` carries the offset, page number or cursor, `size_param` the page size. `at` is the JSON path of the next
    cursor or address, `total` of the number of rows, `pages` of the number of pages. `by` list asks the table's address
    once for each of `values`, which takes the place of `{param}` in it.
    """

    by: PageBy
    param: str = ""
    size: int = 0
    size_param: str = ""
    first: int | None = None
    at: str = ""
    total: str = ""
    pages: str = ""
    values: tuple[str, ...] = ()


class Join(_Part, frozen=True):
    """Rows of another table that belong to a row: where each of `mine` equals the same place in `theirs`."""

    table: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


class ById(_Part, frozen=True):
    """How rows are asked for by their ids while a query runs.

    `{id}` in `url` stands for one id, so that each is asked for by itself; `{ids}` for many with commas between. With
    `json` it is a POST of this document, in which the text "{ids}" stands for the list. At most `most` ids go into one
    request. `each` is the JSON path of the rows in the answer.
    """

    url: str = ""
    json: Any = None
    most: int = 100
    each: str = ""


class Table(_Part, frozen=True):
    """One listing of a source: a file, several files of one shape, or an endpoint.

    `source_url` names one of the fetch addresses, `url` is relative to it. `each` is the JSON path of the list of rows;
    below the first list on it, `^` is a row's parent. `columns` renames (new name, paths that are tried in turn), and
    then only these are kept. Rows stay where all of `only` hold and none of `unless`. `key` columns tell which rows
    are the same one, and `repeats` what becomes of them; `modified` is the column that says when a row was changed.
    A table with `by_id` and neither `url` nor `page` has no listing: its rows are only asked for by id.
    """

    name: str
    reader: str
    source_url: str = "main"
    url: str = ""
    each: str = ""
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    key: tuple[str, ...] = ()
    repeats: Repeats = "first"
    joins: tuple[Join, ...] = ()
    page: Page | None = None
    by_id: ById | None = None
    optional: bool = False
    modified: str = ""
    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    skip: int = 0

    @property
    def listed(self) -> bool:
        """Whether there is a listing of all rows."""
        return self.by_id is None or bool(self.url) or self.page is not None


class Lookup(_Part, frozen=True):
    """Code to word: written in the manifest (`words`), or two columns of a table."""

    name: str
    words: dict[str, str] = {}
    table: str = ""
    key: str = ""
    value: str = ""
    otherwise: str | None = None


class Cell(_Part, frozen=True):
    """Where one text of a row stands (`column`), or a text that is the same for all rows (`fixed`)."""

    column: str = ""
    fixed: str | None = None


class Rule(_Part, frozen=True):
    """How one property comes out of a row.

    The scope is the row, the rows of the joined `table`, or the objects of the list at `each`. Values are the cells of
    `fields` (all of them, the first that is not empty, or joined to one text), or `value`. `options` are the reader's
    own keys. `record` makes it a reference to another record of the manifest: the same row's, or the one that `fields`
    name. `map` are the rules of a nested object.
    """

    term: str
    reader: str
    fields: tuple[str, ...] = ()
    pick: Literal["all", "first", "join"] = "all"
    glue: str = " "
    value: tuple[Any, ...] = ()
    table: str = ""
    each: str = ""
    split: str = ""
    lookup: str = ""
    prefix: str = ""
    suffix: str = ""
    empty: tuple[str, ...] = ()
    lang: str | None = None
    required: bool = False
    record: str = ""
    type: str = ""
    cells: dict[str, Cell] = {}
    options: dict[str, Any] = {}
    map: tuple[Rule, ...] = ()


class RecordType(_Part, frozen=True):
    """The class of a record: always `fixed`, or read from `fields` through `lookup`, else `fixed`."""

    fixed: str
    fields: tuple[str, ...] = ()
    lookup: str = ""


class RecordRule(_Part, frozen=True):
    """One record of a row. `name` is the kind in its key, `id` the columns that make the local part.

    `ctid` and `iri` are columns that, where filled, give a key that the whole world knows; `same` are shared
    identifiers (scheme, column). `when` and `unless` keep rows out.
    """

    name: str
    table: str
    type: RecordType
    id: tuple[str, ...] = ()
    ctid: str = ""
    iri: str = ""
    about: tuple[str, ...] = ()
    same: tuple[tuple[str, str], ...] = ()
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unless: tuple[tuple[str, tuple[str, ...]], ...] = ()
    map: tuple[Rule, ...] = ()
