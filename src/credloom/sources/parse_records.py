"""`[[record]]` and `map` of a manifest: which CTDL property comes from which column, read how."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from credloom.errors import nearest
from credloom.model import vocabulary
from credloom.sources.defaults import SCHEMES, reader_of
from credloom.sources.parse_tables import known_lookup
from credloom.sources.readers import VALUE_READERS
from credloom.sources.rules import Cell, Lookup, RecordRule, RecordType, Rule, Table
from credloom.sources.section import Section

_RULE_KEYS = (
    "as", "field", "fields", "first_of", "join_of", "glue", "value", "table", "each", "split", "lookup", "prefix",
    "suffix", "empty", "lang", "required", "record", "type", "map",
)  # fmt: skip


class _Known:
    """The names that rules may use."""

    def __init__(self, listed: Sequence[Table], looked_up: Sequence[Lookup], names: Sequence[str]) -> None:
        self.tables, self.lookups, self.records = list(listed), tuple(looked_up), list(names)


def records(top: Section, listed: Sequence[Table], looked_up: Sequence[Lookup]) -> tuple[RecordRule, ...]:
    """The records of a manifest, the main one first."""
    sections = top.sections("record")
    if not sections:
        raise top.error("'record' is missing; expected [record] with type and id, and a [map]")
    names = []
    for section in sections:
        type_ = _type(section, looked_up)
        name = section.text("name") or _kind_name(type_)
        if name in names:
            raise section.error(f"two records are called {name!r}; give one of them another 'name'")
        if not re.fullmatch(r"[a-z0-9-]+", name):
            raise section.error("expected small letters, digits and hyphens", "name", found=name)
        names.append(name)
    known = _Known(listed, looked_up, names)
    if top.has("map") and len(sections) > 1:
        raise top.error("with several records each has its own [record.map]", "map")
    shared = top.inner("map") if top.has("map") else None
    top.raw("map")
    made: list[RecordRule] = []
    for section, name in zip(sections, names, strict=True):
        made.append(_record(section, name, shared, known, made[0] if made else None))
    return tuple(made)


def _kind_name(type_: RecordType) -> str:
    local = type_.fixed.partition(":")[2] or type_.fixed
    if type_.fixed in vocabulary.subclasses("ceterms:Credential"):
        return "credential"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", local).lower()


def _record(section: Section, name: str, shared: Section | None, known: _Known, main: RecordRule | None) -> RecordRule:
    mapping = section.inner("map") if section.has("map") else shared
    section.raw("map")
    if mapping is None and not section.has("copy"):
        raise section.error("'map' is missing; expected CTDL properties and where they stand")
    own = () if mapping is None else _rules(mapping, known)
    table = section.text("table", known.tables[0].name, known=[table.name for table in known.tables])
    made = RecordRule(
        name=name,
        table=table,
        type=_type(section, known.lookups),
        id=section.texts("id"),
        ctid=section.text("ctid"),
        iri=section.text("iri"),
        about=section.texts("about"),
        same=tuple(_same(item) for item in section.sections("same")),
        when=section.conditions("when"),
        unless=section.conditions("unless"),
        map=(*_copied(section, main, table, {rule.term for rule in own}), *own),
    )
    if not (made.id or made.ctid or made.iri):
        raise section.error("'id' is missing; expected the column, or columns, whose value names the record")
    section.close()
    return made


def _copied(section: Section, main: RecordRule | None, table: str, own: Collection[str]) -> tuple[Rule, ...]:
    """The rules of the main record that a further one of the same rows has too."""
    terms = section.texts("copy")
    if not terms:
        return ()
    if main is None or main.table != table:
        raise section.error("expected in a further record of the same table; it copies from the first one", "copy")
    there = dict.fromkeys(rule.term for rule in main.map)
    for term in terms:
        if term not in there:
            raise section.error(
                f"expected properties that {main.name!r} maps", "copy", found=term, hint=nearest(term, there)
            )
        if term in own:
            raise section.error(f"{term!r} is mapped here too; expected it in one of both", "copy")
    return tuple(rule for rule in main.map if rule.term in terms)


def _same(section: Section) -> tuple[str, str]:
    pair = section.text("scheme", needed=True), section.text("field", needed=True)
    section.close()
    return pair


def _type(section: Section, looked_up: Sequence[Lookup]) -> RecordType:
    value = section.raw("type")
    if isinstance(value, dict):
        inner = section.inner("type")
        made = RecordType(
            fixed=_class(inner, "default", inner.text("default", "ceterms:Credential")),
            fields=inner.texts("field"),
            lookup=known_lookup(inner, "lookup", inner.text("lookup"), tuple(looked_up)),
        )
        inner.close()
        return made
    return RecordType(fixed=_class(section, "type", section.text("type", needed=True)))


def _class(section: Section, key: str, text: str) -> str:
    found = vocabulary.class_named(text)
    if found is None:
        raise section.error("expected a CTDL class", key, found=text, hint=vocabulary.nearest_class(text))
    return found


def _rules(section: Section, known: _Known) -> tuple[Rule, ...]:
    made = []
    for term in section.names():
        if term not in vocabulary.terms():
            hint = vocabulary.nearest_term(term) or _with_prefix(term)
            raise section.error("is no CTDL property", term, hint=hint)
        value = section.raw(term)
        many = value if isinstance(value, list) else [value]
        for place, item in enumerate(many):
            made.append(_rule(section, term, item, place if isinstance(value, list) else None, known))
    return tuple(made)


def _with_prefix(term: str) -> str:
    found = next((f"{p}:{term}" for p in ("ceterms", "ceasn", "schema") if f"{p}:{term}" in vocabulary.terms()), "")
    return f" Did you mean {found!r}?" if found else ""


def _rule(section: Section, term: str, value: Any, place: int | None, known: _Known) -> Rule:
    if isinstance(value, str):
        value = {"field": value}
    if not isinstance(value, dict):
        raise section.error("expected a column or { field = …, as = … }", term, found=value)
    inner = section.inner(term, value, place)
    return _one(inner, term, known)


def _one(section: Section, term: str, known: _Known) -> Rule:
    record = section.text("record", known=known.records)
    default = "object" if section.has("map") else "record" if record else reader_of(term)
    reader = section.text("as", default, known=VALUE_READERS)
    fields, pick = _fields(section)
    value = section.raw("value")
    spec = VALUE_READERS[reader]
    rule = Rule(
        term=term,
        reader=reader,
        fields=fields,
        pick=pick,
        glue=section.text("glue", " "),
        value=tuple(value if isinstance(value, list) else () if value is None else (value,)),
        table=section.text("table", known=[table.name for table in known.tables]),
        each=section.text("each"),
        split=section.text("split"),
        lookup=known_lookup(section, "lookup", section.text("lookup"), known.lookups),
        prefix=section.text("prefix"),
        suffix=section.text("suffix"),
        empty=tuple(word.lower() for word in section.texts("empty")),
        lang=section.text("lang") or None,
        required=section.flag("required"),
        record=record,
        type=_type_of(section, reader),
        cells={name: cell for name in spec.cells if (cell := _cell(section, name)) is not None},
        options=_options(section, term, reader),
        map=_rules(section.inner("map"), known) if section.has("map") else (),
    )
    section.raw("map")
    section.close(*_RULE_KEYS)
    _needs(section, rule)
    return rule


def _fields(section: Section) -> tuple[tuple[str, ...], Any]:
    given = [key for key in ("field", "fields", "first_of", "join_of") if section.has(key)]
    if len(given) > 1:
        raise section.error(f"expected one of {' and '.join(given)}, not both", given[1])
    found = [section.texts(key) for key in ("field", "fields", "first_of", "join_of")]
    pick = {"first_of": "first", "join_of": "join"}.get(given[0], "all") if given else "all"
    return next((columns for columns in found if columns), ()), pick


def _type_of(section: Section, reader: str) -> str:
    if reader in ("object", "organization"):
        text = section.text("type")
        return _class(section, "type", text) if text else ""
    return ""


def _cell(section: Section, name: str) -> Cell | None:
    value = section.raw(name)
    if value is None:
        return None
    if isinstance(value, str):
        return Cell(column=value)
    if isinstance(value, dict):
        inner = section.inner(name)
        cell = Cell(fixed=inner.text("value", needed=True))
        inner.close()
        return cell
    raise section.error("expected a column or { value = … }", name, found=value)


def _options(section: Section, term: str, reader: str) -> dict[str, Any]:
    options = {}
    for name in VALUE_READERS[reader].options:
        value = section.raw(name)
        if name == "type":
            continue
        if value is not None:
            if not isinstance(value, str | list):
                raise section.error("expected a text or a list of texts", name, found=value)
            options[name] = value
    if reader == "concept":
        options.setdefault("scheme", SCHEMES.get(term, ""))
        scheme = str(options["scheme"])
        if not vocabulary.scheme(scheme):
            names = list(vocabulary.schemes())
            raise section.error(f"'scheme' is needed; expected one of {', '.join(names)}", hint=nearest(scheme, names))
    return options


def _needs(section: Section, rule: Rule) -> None:
    if rule.reader == "record" and not rule.record:
        raise section.error("'record' is missing; expected the name of a record of this manifest")
    if rule.reader == "object" and not rule.map:
        raise section.error("'map' is missing; an object says its properties in it")
    if rule.reader == "measure" and not rule.options.get("metric"):
        raise section.error("'metric' is missing; expected a short name such as \"median-earnings\"")
    if rule.reader == "place" and not (rule.cells or rule.fields):
        raise section.error(f"a place needs at least one of {', '.join(VALUE_READERS['place'].cells)}")
    if VALUE_READERS[rule.reader].needs_field and not (rule.fields or rule.value):
        raise section.error("'field' is missing; expected the column that holds the value")
