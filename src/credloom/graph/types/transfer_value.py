"""What learning is worth elsewhere."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import strawberry

from credloom.graph.attributes import day
from credloom.graph.batch import batch
from credloom.graph.loading import records, referred
from credloom.graph.types.later import OrganizationType
from credloom.graph.types.record import CatalogRecord
from credloom.graph.types.values import Credit
from credloom.model import things


@strawberry.type
class TransferValue(CatalogRecord):
    struct: ClassVar[type] = things.TransferValue

    value: list[Credit]
    from_: list[CatalogRecord] = batch(records("from_"), name="from")
    for_: list[CatalogRecord] = batch(records("for_"), name="for")
    owner: OrganizationType | None = batch(referred("owner", things.Organization))
    starts: date | None = batch(day("starts"))
    ends: date | None = batch(day("ends"))
