"""What connections of every kind show of their page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from credloom.graph.attributes import Show
from credloom.graph.context import Context
from credloom.graph.fields.stacking import CredentialGraph
from credloom.graph.loading import all_of, freshened
from credloom.graph.paging import Page
from credloom.graph.sources import standing
from credloom.model.things import Credential, Thing
from credloom.refresh.ports import Report
from credloom.resolve.ports import Alignment


def nodes(kind: type[Thing]) -> Show:
    """A batch function: the things on each page, all of a kind."""

    def show(parents: Sequence[Page], context: Context) -> list[list[Thing]]:
        return all_of(context, [[edge.ref for edge in parent.edges] for parent in parents], kind)

    return freshened(lambda parents: (edge.ref for parent in parents for edge in parent.edges), show)


def graph_nodes(parents: Sequence[CredentialGraph], context: Context) -> list[list[Thing]]:
    """The credentials of each graph."""
    return all_of(context, [parent.nodes for parent in parents], Credential)


def reports(parents: Sequence[Page | Any], context: Context) -> list[tuple[Report, ...]]:
    """How sources took part: as reported when they were asked, else how those stand whose records say so."""
    return [parent.reports if parent.reports is not None else standing(context, parent.asked) for parent in parents]


def alignments_on(parents: Sequence[Page], _: Context) -> list[list[Alignment]]:
    """The alignments on each page."""
    return [[edge.node for edge in parent.edges] for parent in parents]
