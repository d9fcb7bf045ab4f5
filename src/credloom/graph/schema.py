"""The schema, built once, and its text: `python -m credloom.graph.schema > schema.graphql` exports it."""

from __future__ import annotations

import sys
from functools import cache

import strawberry
from graphql import GraphQLInputObjectType
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema_converter import GraphQLCoreConverter

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
    built = strawberry.Schema(query=Query, types=RECORDS, config=StrawberryConfig(scalar_map=SCALARS))
    for kind in built._schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            made = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            kind.is_one_of = made is not None and made.is_one_of  # else literals of @oneOf are checked by no rule
    return built


@cache
def sdl() -> str:
    """The schema in GraphQL's own language."""
    return schema().as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(sdl())
