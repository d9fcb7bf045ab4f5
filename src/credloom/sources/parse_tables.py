"""`[[table]]` and `[lookup.NAME]` of a manifest."""

from __future__ import annotations

import string

from credloom.errors import nearest
from credloom.sources.manifest import Fetch
from credloom.sources.readers import TABLE_READERS
from credloom.sources.rules import ById, Join, Lookup, Page, PageBy, Repeats, Table
from credloom.sources.section import Section

PAGES: tuple[PageBy, ...] = ("offset", "page", "cursor", "next", "link", "list")
REPEATS: tuple[Repeats, ...] = ("first", "last", "gather")
LETTERS = tuple(string.ascii_lowercase)
_LISTS = {"a-z": LETTERS, "A-Z": tuple(string.ascii_uppercase), "0-9": tuple(string.digits)}


def tables(top: Section, fetch: Fetch) -> tuple[Table, ...]:
    """The tables of a manifest; one called `rows` where it speaks of none."""
    sections = top.sections("table")
    if not sections:
        return (Table(name="rows", reader=fetch.reader),)
    names: list[str] = []
    for section in sections:
        name = section.text("name", "rows" if len(sections) == 1 else "", needed=len(sections) > 1)
        if name in names:
            raise section.error(f"the table {name!r} is there twice", "name")
        names.append(name)
    return tuple(_table(section, name, names, fetch) for section, name in zip(sections, names, strict=True))


def _table(section: Section, name: str, names: list[str], fetch: Fetch) -> Table:
    made = Table(
        name=name,
        reader=section.text("reader", fetch.reader, known=TABLE_READERS),
        source_url=section.text("from", "main", known=list(fetch.urls) or ["main"]),
        url=section.text("url"),
        each=section.text("each"),
        columns=_columns(section),
        only=section.conditions("only"),
        unless=section.conditions("unless"),
        key=section.texts("key"),
        repeats=_repeats(section),
        joins=tuple(_join(join, name, names) for join in section.sections("join")),
        page=_page(section),
        by_id=_by_id(section),
        optional=section.flag("optional"),
        modified=section.text("modified"),
        delimiter=section.text("delimiter"),
        encoding=_encoding(section),
        sheet=section.text("sheet"),
        skip=int(section.number("skip", 0)),
    )
    section.close()
    return made


def _columns(section: Section) -> tuple[tuple[str, tuple[str, ...]], ...]:
    section.raw("columns")
    if not section.has("columns"):
        return ()
    inner = section.inner("columns")
    return tuple((name, inner.texts(name)) for name in inner.names())


def _repeats(section: Section) -> Repeats:
    word = section.text("repeats", "first", known=REPEATS)
    return next(known for known in REPEATS if known == word)


def _encoding(section: Section) -> str:
    name = section.text("encoding")
    if name:
        try:
            "".encode(name)
        except LookupError as error:
            raise section.error('expected an encoding such as "utf-8" or "cp1252"', "encoding", found=name) from error
    return name


def _join(section: Section, name: str, names: list[str]) -> Join:
    others = [other for other in names if other != name]
    table = section.text("table", needed=True, known=others or ["another table, but there is none"])
    on = section.raw("on")
    if isinstance(on, str):
        on = {on: on}
    elif isinstance(on, list):
        on = {column: column for column in on if isinstance(column, str)}
    if not isinstance(on, dict) or not on or not all(isinstance(theirs, str) for theirs in on.values()):
        raise section.error('expected columns, or { column here = "column there" }', "on", found=section.raw("on"))
    section.close()
    return Join(table=table, mine=tuple(on), theirs=tuple(on.values()))


def _page(section: Section) -> Page | None:
    section.raw("page")
    if not section.has("page"):
        return None
    inner = section.inner("page")
    word = inner.text("by", needed=True, known=[*PAGES, "letters"])
    values = LETTERS if word == "letters" else _values(inner)
    by: PageBy = next((known for known in PAGES if known == word), "list")
    first = inner.raw("first")
    page = Page(
        by=by,
        param=inner.text("param", "letter" if word == "letters" else ""),
        size=int(inner.number("size", 0)),
        size_param=inner.text("size_param"),
        first=first if isinstance(first, int) else None,
        at=inner.text("at"),
        total=inner.text("total"),
        pages=inner.text("pages"),
        values=values,
    )
    inner.close()
    _page_needs(inner, page)
    return page


def _values(section: Section) -> tuple[str, ...]:
    written = section.texts("values")
    return _LISTS.get(written[0], written) if len(written) == 1 else written


def _page_needs(section: Section, page: Page) -> None:
    if page.by in ("offset", "page", "cursor", "list") and not page.param:
        raise section.error(f"'param' is missing; paging by {page.by} needs its name")
    if page.by in ("cursor", "next") and not page.at:
        raise section.error(f"'at' is missing; paging by {page.by} needs the JSON path of the next {_next(page)}")
    if page.by == "list" and not page.values:
        raise section.error("'values' is missing; paging by list needs what to ask for")


def _by_id(section: Section) -> ById | None:
    section.raw("by_id")
    if not section.has("by_id"):
        return None
    inner = section.inner("by_id")
    made = ById(
        url=inner.text("url"),
        json=inner.raw("json"),
        most=int(inner.number("most", 100, least=1)),
        each=inner.text("each", section.text("each")),
    )
    inner.close()
    marks = [mark for mark in ("{id}", "{ids}") if mark in made.url] + (["{ids}"] if _holds_ids(made.json) else [])
    if len(marks) != 1:
        where = "{id} or {ids} in 'url'" if made.json is None else "one \"{ids}\" in 'json', or {id} in 'url'"
        raise inner.error(f"expected {where}, so that the source learns which rows are asked for", found=made.url)
    return made


def _holds_ids(value: object) -> bool:
    """Whether the text "{ids}" stands anywhere in a JSON document."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return value == "{ids}" or any(_holds_ids(item) for item in inner)


def _next(page: Page) -> str:
    return "cursor" if page.by == "cursor" else "address"


def lookups(top: Section, listed: tuple[Table, ...]) -> tuple[Lookup, ...]:
    """The look-ups of a manifest."""
    top.raw("lookup")
    if not top.has("lookup"):
        return ()
    section = top.inner("lookup")
    return tuple(_lookup(section.inner(name), name, listed) for name in section.names())


def _lookup(section: Section, name: str, listed: tuple[Table, ...]) -> Lookup:
    if isinstance(section.raw("table"), str) and section.has("key"):
        table = section.text("table", known=[table.name for table in listed])
        made = Lookup(
            name=name,
            table=table,
            key=section.text("key", needed=True),
            value=section.text("value", needed=True),
            otherwise=section.text("otherwise") if section.has("otherwise") else None,
        )
        section.raw("otherwise")
        section.close()
        return made
    words = {code: section.text(code) for code in section.names() if code != "otherwise"}
    otherwise = section.text("otherwise") if section.has("otherwise") else None
    return Lookup(name=name, words={code.strip().lower(): word for code, word in words.items()}, otherwise=otherwise)


def known_lookup(section: Section, key: str, name: str, looked_up: tuple[Lookup, ...]) -> str:
    """The name of a look-up that a rule uses."""
    names = [lookup.name for lookup in looked_up]
    if name and name not in names:
        found = ", ".join(names) or "none yet"
        raise section.error(f"expected a look-up ({found})", key, found=name, hint=nearest(name, names))
    return name
