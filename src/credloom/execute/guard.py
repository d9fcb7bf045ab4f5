"""Measures a document before it is validated, in time linear in its length: each fragment is measured once.

Validation is quadratic in repeated fields and the limiters of GraphQL libraries follow every path through fragments, so
both can be made to take seconds by a request of a kilobyte. What passes here cannot do that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from graphql import (
    DocumentNode,
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    SelectionNode,
    SelectionSetNode,
)

from credloom.errors import QueryTooLarge
from credloom.execute.limits import Limits


class Size(NamedTuple):
    """Of a selection, with every fragment in place. Introspection counts no depth: its own ring is broken elsewhere."""

    fields: int = 0
    aliases: int = 0
    depth: int = 0


def guard(document: DocumentNode, limits: Limits) -> None:
    """Raise `QueryTooLarge` for a document that any of its definitions makes too large."""
    measure = _Measure(document, limits)
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            measure.fragment(definition.name.value, 0)
        elif isinstance(definition, ExecutableDefinitionNode):
            measure.selections(definition.selection_set, 0)


class _Measure:
    def __init__(self, document: DocumentNode, limits: Limits) -> None:
        self._limits = limits
        self._fragments: Mapping[str, FragmentDefinitionNode] = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        self._known: dict[str, Size] = {}

    def selections(self, chosen: SelectionSetNode | None, level: int, names: Counter[str] | None = None) -> Size:
        """The size of one selection set, `level` sets below the definition that is measured.

        `names` counts the response names of the set that it is part of, as an inline fragment.
        """
        if chosen is None:
            return Size()
        names = Counter() if names is None else names
        self._within(level, self._limits.depth + self._limits.fragments, "levels of selections and fragments")
        fields = aliases = depth = 0
        for selection in chosen.selections:
            size = self._selection(selection, level, names)
            fields, aliases, depth = fields + size.fields, aliases + size.aliases, max(depth, size.depth)
            self._within(fields, self._limits.fields, "fields")
            self._within(aliases, self._limits.aliases, "aliases")
            self._within(depth, self._limits.depth, "levels of fields")
        return Size(fields, aliases, depth)

    def _selection(self, selection: SelectionNode, level: int, names: Counter[str]) -> Size:
        if isinstance(selection, FragmentSpreadNode):
            name = selection.name.value
            self._repeated(f"...{name}", names)
            return self.fragment(name, level + 1)
        if not isinstance(selection, FieldNode):
            return self.selections(getattr(selection, "selection_set", None), level + 1, names)
        self._repeated((selection.alias or selection.name).value, names)
        inner = self.selections(selection.selection_set, level + 1)
        depth = 1 if selection.name.value.startswith("__") else inner.depth + 1
        return Size(inner.fields + 1, inner.aliases + (selection.alias is not None), depth)

    def fragment(self, name: str, level: int) -> Size:
        """The size of a fragment; a circle counts nothing, validation refuses it."""
        if name not in self._known:
            self._known[name] = Size()
            if name in self._fragments:
                self._known[name] = self.selections(self._fragments[name].selection_set, level)
        return self._known[name]

    def _repeated(self, name: str, names: Counter[str]) -> None:
        names[name] += 1
        if names[name] > self._limits.repeats:
            raise QueryTooLarge(f"{name[:60]!r} stands more than {self._limits.repeats} times in one selection.")

    def _within(self, found: int, most: int, what: str) -> None:
        if found > most:
            raise QueryTooLarge(f"The document has more than {most:,} {what}, counted with its fragments in place.")
