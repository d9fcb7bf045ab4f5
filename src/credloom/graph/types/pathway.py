"""Pathways and their components."""

from __future__ import annotations

from typing import ClassVar

import strawberry

from credloom.graph.attributes import picked
from credloom.graph.batch import batch
from credloom.graph.fields import pathways as fields
from credloom.graph.loading import record, referred
from credloom.graph.types.later import OrganizationType
from credloom.graph.types.node import Node
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Concept, Credit
from credloom.model import things


@strawberry.type
class ComponentCondition:
    name: str | None
    description: str | None
    required_number: int | None
    operator: str | None
    targets: list[strawberry.ID] = batch(fields.condition_targets)


@strawberry.type
class PathwayComponent(Node):
    struct: ClassVar[type] = things.PathwayComponent

    ctid: str | None
    type: Concept = batch(fields.component_types)
    name: str | None = batch(picked("names"))
    record: CatalogRecord | None = batch(record("proxy_for"))
    credit: list[Credit]
    preceded_by: list[strawberry.ID] = batch(fields.preceding)
    children: list[strawberry.ID] = batch(fields.children)
    conditions: list[ComponentCondition]


@strawberry.type
class Pathway(CatalogRecord):
    struct: ClassVar[type] = things.Pathway

    description: str | None = batch(picked("descriptions"))
    owner: OrganizationType | None = batch(referred("owner", things.Organization))
    occupations: list[Concept]
    components: list[PathwayComponent] = batch(fields.components)
    destination: PathwayComponent | None = batch(referred("destination", things.PathwayComponent))
