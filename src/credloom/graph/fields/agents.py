"""Organizations in their roles."""

from __future__ import annotations

from collections.abc import Sequence

from credloom.graph.context import Context
from credloom.graph.enums import AgentRole
from credloom.graph.loading import freshened, one
from credloom.graph.stated import StatedAgent, stated
from credloom.model import totals
from credloom.model.parts import Ref
from credloom.model.things import Offering, Organization


def agents(
    parents: Sequence[Offering | Organization], _: Context, *, roles: list[AgentRole] | None = None
) -> list[list[StatedAgent]]:
    """Who owns, offers, accredits … each parent: in all roles, or in some."""
    return [
        [stated(StatedAgent, agent, parent.key) for agent in parent.agents if roles is None or agent.role in roles]
        for parent in parents
    ]


def _providers(parents: Sequence[Offering], context: Context) -> list[Organization | None]:
    return one(context, _provided(parents), Organization)


def _provided(parents: Sequence[Offering]) -> list[Ref | None]:
    return [totals.provider(parent.agents) for parent in parents]


providers = freshened(lambda parents: (ref for ref in _provided(parents) if ref), _providers)
"""The organization that owns each parent, else offers it."""
