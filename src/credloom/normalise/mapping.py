"""Rows → records: what a manifest's `[[record]]`s say, compiled once for a source into functions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from credloom.errors import SourceBadData
from credloom.model.identity import ctid_of, identifier_key, is_key, key_of, local_key
from credloom.model.record import Document, Node, Record, Refusal
from credloom.normalise.implied import implied
from credloom.normalise.mapping_rules import BadValue, Context, Row, compiled
from credloom.normalise.mapping_words import credential_class
from credloom.normalise.records import record_from_node
from credloom.normalise.values import RESOURCES
from credloom.sources.cells import first_text, holds, holds_any
from credloom.sources.manifest import Manifest, Source
from credloom.sources.rules import Lookup, RecordRule

Made = tuple[list[Record], list[Refusal]]

_NAMES = frozenset({"ceterms:name", "ceasn:name", "schema:title", "schema:name", "ceasn:competencyText"})
_plans: dict[int, tuple[Manifest, Plan]] = {}
_KEPT_PLANS = 64


def records_of(source: Source, document: Document) -> Made:
    """The records of one row, and what could not be used of it. Raises `SourceBadData` for what is no row."""
    return _plan(source.manifest).records(source, document)


def keys_of(source: Source, document: Document) -> list[tuple[str, str]]:
    """(class, key) of each record that a row tells of, without making them; see `records_of`."""
    return _plan(source.manifest).keys(source, document)


def _plan(manifest: Manifest) -> Plan:
    """The compiled manifest; kept by identity together with the manifest, so that no other can take its place."""
    found = _plans.get(id(manifest))
    if found is None:
        if len(_plans) >= _KEPT_PLANS:
            _plans.clear()
        found = _plans[id(manifest)] = (manifest, Plan(manifest))
    return found[1]


class Plan:
    """All records of a manifest, ready to be read from rows."""

    def __init__(self, manifest: Manifest) -> None:
        lookups = {lookup.name: lookup for lookup in manifest.lookups}
        language = manifest.source.language
        self._records = [_RecordPlan(rule, lookups, language) for rule in manifest.records]

    def keys(self, source: Source, document: Document) -> list[tuple[str, str]]:
        """(class, key) of the records of a row that have a key."""
        data = document.data
        context = Context(source.key, data["row"], data.get("joined") or {}, data.get("lookups") or {})
        mine = [p for p in self._records if p.rule.table == data.get("table") and p.wanted(context.row)]
        found = ((plan.type_of(context), plan.key(source.key, context)) for plan in mine)
        return [(name, key) for name, key in found if key is not None]

    def records(self, source: Source, document: Document) -> Made:
        """Records of a row; each record of the manifest gives at most one, with what it mentions behind it."""
        data = document.data
        if not isinstance(data, dict) or not isinstance(data.get("row"), dict):
            raise SourceBadData("The document is no row of a table.")
        place = str(data.get("at") or document.ref)
        context = Context(source.key, data["row"], data.get("joined") or {}, data.get("lookups") or {})
        mine = [plan for plan in self._records if plan.rule.table == data.get("table")]
        context.keys = {plan.rule.name: plan.key(source.key, context) for plan in mine if plan.wanted(context.row)}
        made: dict[str, Record] = {}
        refusals: list[Refusal] = []
        for plan in mine:
            if plan.rule.name not in context.keys:
                continue
            key = context.keys[plan.rule.name]
            if key is None:
                if plan is mine[0]:
                    refusals.append(_refusal(source, document, place, plan.no_key()))
                continue
            self._one(plan, key, context, source, document, made)
            refusals.extend(_refusal(source, document, place, why, term) for term, why in context.taken_problems())
        return list(made.values()), list(dict.fromkeys(refusals))  # a value that two records have is refused once

    def _one(
        self, plan: _RecordPlan, key: str, context: Context, source: Source, document: Document, made: dict[str, Record]
    ) -> None:
        node = plan.node(key, context)
        if node is None:
            return
        for inner_key, inner in implied(source.key, node):
            made.setdefault(inner_key, record_from_node(source, document, inner, key=inner_key, pointer="/row"))
        record = record_from_node(source, document, node, key=key, pointer="/row", same=plan.same(context.row))
        own = plan.statement(source.key, context.row)
        made[own or key] = record if own is None else msgspec.structs.replace(record, record_id=own)


def _refusal(source: Source, document: Document, place: str, reason: str, field: str | None = None) -> Refusal:
    return Refusal(source=source.key, place=place, reason=reason, field=field, ref=document.ref)


class _RecordPlan:
    """One record of a manifest, ready to be read."""

    def __init__(self, rule: RecordRule, lookups: Mapping[str, Lookup], language: str | None) -> None:
        self.rule = rule
        self._rules = [(r.term, r.required or r.term in _NAMES, compiled(r, lookups, language)) for r in rule.map]
        self.type_of = _type_reader(rule, lookups)

    def wanted(self, row: Row) -> bool:
        """Whether the row has this record at all."""
        return holds(row, self.rule.when) and not (self.rule.unless and holds_any(row, self.rule.unless))

    def key(self, source: str, context: Context) -> str | None:
        """The record's key: its CTID, its address, else its own id in this source; None where the row has none."""
        row, rule = context.row, self.rule
        if rule.ctid and (found := ctid_of(first_text(row, rule.ctid))):
            return found
        if rule.iri and is_key(address := first_text(row, rule.iri)) and "://" in address:
            return key_of(address)
        parts = [" ".join(first_text(row, column).split()) for column in rule.id]
        return local_key(source, rule.name, "|".join(parts)) if parts and all(parts) else None

    def statement(self, source: str, row: Row) -> str | None:
        """What names the row itself, where it is one of many that say something about the same thing."""
        parts = [" ".join(first_text(row, column).split()) for column in self.rule.about]
        return local_key(source, self.rule.name, "|".join(parts)) if parts else None

    def no_key(self) -> str:
        """Why a row has no key."""
        wanted = " and ".join(self.rule.id) or self.rule.ctid or self.rule.iri
        return f"The row has no {wanted}, so nothing names the {self.rule.name}."

    def same(self, row: Row) -> list[str]:
        """Keys of identifiers that are shared with other sources on purpose."""
        found = ((scheme, first_text(row, column)) for scheme, column in self.rule.same)
        return [identifier_key(scheme, value) for scheme, value in found if value]

    def node(self, key: str, context: Context) -> Node | None:
        """The canonical node; None, with a problem noted, where something is missing that it needs."""
        node: Node = {"@id": RESOURCES + key if key.startswith("ce-") else key, "@type": self.type_of(context)}
        if key.startswith("ce-"):
            node["ceterms:ctid"] = [key]
        for term, required, read in self._rules:
            try:
                found = read(context)
            except BadValue as problem:
                context.problem(term, str(problem))
                found = None
            if found:
                _add(node, term, found)
            elif required and term not in node and not _follows(self.rule, term):
                context.problem(term, f"The {self.rule.name} has no {term.partition(':')[2]} and was left out.")
                return None
        return node


def _follows(rule: RecordRule, term: str) -> bool:
    """Whether several rules give the property, so that one without a value is not yet a lack."""
    return sum(inner.term == term for inner in rule.map) > 1


def _add(node: Node, term: str, found: Any) -> None:
    there = node.get(term)
    if there is None:
        node[term] = found
    elif isinstance(there, dict):
        for tag, texts in found.items():
            have = there.setdefault(tag, [])
            have.extend(text for text in texts if text not in have)
    else:
        there.extend(item for item in found if item not in there)


def _type_reader(rule: RecordRule, lookups: Mapping[str, Lookup]) -> Callable[[Context], str]:
    """A function that gives the record's class."""
    fixed, columns, name = rule.type.fixed, rule.type.fields, rule.type.lookup
    if not columns:
        return lambda _context: fixed
    lookup = lookups.get(name)

    def read(context: Context) -> str:
        for column in columns:
            word = first_text(context.row, column)
            if word and (found := credential_class(context.looked_up(word, lookup) or "")):
                return found
        return fixed

    return read
