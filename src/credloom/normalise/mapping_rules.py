"""One rule of a manifest → a function that gives a property's canonical value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from credloom.model import vocabulary
from credloom.model.identity import local_key
from credloom.normalise.mapping_makers import MAKERS, OBJECT_READERS
from credloom.normalise.mapping_values import Make
from credloom.normalise.mapping_words import BadValue
from credloom.normalise.values import language as tag_of
from credloom.sources.cells import Row, Scalar, cells, first_text, scopes, text_of, texts_of
from credloom.sources.rules import Lookup, Rule

Read = Callable[["Context"], Any]


class Context:
    """One row while records are made of it, with what is joined to it and the keys of its records."""

    __slots__ = ("_problems", "joined", "keys", "row", "source", "words")

    def __init__(
        self, source: str, row: Row, joined: Mapping[str, list[Row]], words: Mapping[str, Mapping[str, str]]
    ) -> None:
        self.source, self.row, self.joined, self.words = source, row, joined, words
        self.keys: dict[str, str | None] = {}
        self._problems: list[tuple[str, str]] = []

    def problem(self, term: str, reason: str) -> None:
        """Note a value that could not be used."""
        self._problems.append((term, reason))

    def taken_problems(self) -> list[tuple[str, str]]:
        """The problems noted since this was last asked."""
        found, self._problems = self._problems, []
        return found

    def looked_up(self, word: str, lookup: Lookup | None) -> str | None:
        """The word for a code; None where the look-up does not hold it."""
        if lookup is None:
            return word
        plain = word.strip().lower()
        words: Mapping[str, str] = self.words.get(lookup.name, {}) if lookup.table else lookup.words
        return words.get(plain, lookup.otherwise)


def compiled(rule: Rule, lookups: Mapping[str, Lookup], language: str | None) -> Read:
    """A function that gives the property's value in canonical form; something false where the row has none.

    `language` is the manifest's: that of every text that the property makes, nested too, where no rule says `lang`.
    """
    rule = msgspec.structs.replace(rule, lang=rule.lang or language)
    term = vocabulary.terms()[rule.term]
    if term.kind == "@language" and rule.reader in ("text", "html"):
        return _language_map(rule, lookups)
    if rule.reader == "record":
        return _reference(rule)
    if rule.reader == "object":
        return _object(rule, lookups)
    if rule.reader in OBJECT_READERS and not rule.fields and not rule.value:
        return _from_cells(rule)
    return _members(rule, lookups)


def _values(rule: Rule, lookups: Mapping[str, Lookup]) -> Callable[[Context, Row], list[Scalar]]:
    """A function that gives a rule's cells in one row of its scope, looked up, with prefix and suffix."""
    if rule.value:
        fixed = list(rule.value)
        return lambda _context, _row: fixed
    texts, lookup, prefix, suffix = texts_of(rule), lookups.get(rule.lookup), rule.prefix, rule.suffix

    def read(context: Context, row: Row) -> list[Scalar]:
        found = texts(row)
        if lookup is not None:
            words = [(value, context.looked_up(text_of(value), lookup)) for value in found]
            for value, word in words:
                if word is None:
                    context.problem(rule.term, f"The look-up {lookup.name!r} has no {text_of(value)!r}.")
            found = [word for _, word in words if word]
        if prefix or suffix:
            found = [f"{prefix}{text_of(value)}{suffix}" for value in found]
        return found

    if lookup is None and not prefix and not suffix:
        return lambda _context, row: texts(row)
    return read


def _language_map(rule: Rule, lookups: Mapping[str, Lookup]) -> Read:
    tag = tag_of(rule.lang or "")
    make, values, scope = MAKERS[rule.reader](rule), _values(rule, lookups), scopes(rule)

    def read(context: Context) -> dict[str, list[str]] | None:
        found: dict[str, None] = {}
        for row in scope(context.row, context.joined):
            for value in values(context, row):
                text = make(value, row)
                if text:
                    found[text] = None
        return {tag: list(found)} if found else None

    return read


def _members(rule: Rule, lookups: Mapping[str, Lookup]) -> Read:
    make, values, scope = MAKERS[rule.reader](rule), _values(rule, lookups), scopes(rule)
    blank = rule.reader == "measure" and not rule.value
    as_text, tag = vocabulary.terms()[rule.term].kind == "@language", tag_of(rule.lang or "")

    def read(context: Context) -> Any:
        found: list[Any] = []
        for row in scope(context.row, context.joined):
            given = values(context, row)
            for value in given or ([""] if blank and _there(rule, row) else []):
                _take(found, make, value, row, context, rule.term)
        return {tag: [text_of(value) for value in found]} if as_text and found else found

    return read


def _there(rule: Rule, row: Row) -> bool:
    """Whether the row has the column at all: an empty cell means something else than a column that is not there."""
    return any(column in row or ("." in column and column.partition(".")[0] in row) for column in rule.fields)


def _take(found: list[Any], make: Make, value: Scalar, row: Row, context: Context, term: str) -> None:
    try:
        made = make(value, row)
    except BadValue as problem:
        context.problem(term, str(problem))
        return
    if made is not None and made not in found:
        found.append(made)


def _from_cells(rule: Rule) -> Read:
    make, scope = MAKERS[rule.reader](rule), scopes(rule)

    def read(context: Context) -> list[Any]:
        found: list[Any] = []
        for row in scope(context.row, context.joined):
            _take(found, make, "", row, context, rule.term)
        return found

    return read


def _object(rule: Rule, lookups: Mapping[str, Lookup]) -> Read:
    inner = [(part.term, compiled(part, lookups, rule.lang)) for part in rule.map]
    scope, type_ = scopes(rule), rule.type

    def read(context: Context) -> list[Any]:
        found = []
        for row in scope(context.row, context.joined):
            within = Context(context.source, row, context.joined, context.words)
            within.keys = context.keys
            node = {term: value for term, part in inner if (value := part(within))}
            for term, reason in within.taken_problems():
                context.problem(term, reason)
            node = {"@type": type_, **node} if node and type_ else node
            if node and node not in found:
                found.append(node)
        return found

    return read


def _reference(rule: Rule) -> Read:
    name, scope = rule.record, scopes(rule)
    if not rule.fields:
        return lambda context: [key] if (key := context.keys.get(name)) else None
    many = texts_of(rule)
    single = len(rule.fields) == 1

    def read(context: Context) -> list[str]:
        found: dict[str, None] = {}
        for row in scope(context.row, context.joined):
            if single:
                locals_ = [" ".join(text_of(value).split()) for value in many(row)]
            else:
                parts = [" ".join(first_text(row, column).split()) for column in rule.fields]
                locals_ = ["|".join(parts)] if all(parts) else []
            found |= {local_key(context.source, name, local): None for local in locals_ if local}
        return list(found)

    return read


__all__ = ["BadValue", "Context", "Row", "cells", "compiled"]
