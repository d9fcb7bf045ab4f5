"""Costs and conditions that many offerings share (CTDL CostManifest and ConditionManifest)."""

from __future__ import annotations

from collections.abc import Iterable

from credloom.graph.context import Context
from credloom.graph.loading import things
from credloom.model.parts import Ref
from credloom.model.things import Manifest


def manifests(context: Context, refs: Iterable[Ref]) -> dict[str, Manifest]:
    """The manifests that the store holds, by the key that refers to them."""
    return {key: thing for key, thing in things(context, refs).items() if isinstance(thing, Manifest) and thing.known}
