"""The schema, built once, and its text: `python -m credloom.graph.schema > schema.graphql` exports it."""

from __future__ import annotations

import sys
from functools import cache

import strawberry
from strawberry.schema.config import StrawberryConfig

from credloom.graph.query.root import Query
from credloom.graph.scalars import SCALARS
from credloom.graph.types import (
    assessment,
    collection,
    competency,
    credential,
    framework,
    job,
    learning_opportunity,
    organization,
    pathway,
    transfer_value,
)

RECORDS = (
    assessment.Assessment,
    collection.Collection,
    competency.Competency,
    credential.Credential,
    framework.Framework,
    job.Job,
    learning_opportunity.LearningOpportunity,
    organization.Organization,
    pathway.Pathway,
    transfer_value.TransferValue,
)
"""Types that may be found only behind an interface."""


@cache
def schema() -> strawberry.Schema:
    """The schema. Its types describe the model's structs: `batch` says how fields are resolved."""
    return strawberry.Schema(query=Query, types=RECORDS, config=StrawberryConfig(scalar_map=SCALARS))


@cache
def sdl() -> str:
    """The schema in GraphQL's own language."""
    return schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
