"""What has an id, and how GraphQL finds the type of a struct."""

from __future__ import annotations

from typing import Any, ClassVar

import strawberry

from credloom.graph.attributes import ids
from credloom.graph.batch import batch


class Described:
    """A type that describes a struct of the model: its instances are that struct's."""

    struct: ClassVar[type]

    @classmethod
    def is_type_of(cls, value: Any, _: Any) -> bool:
        """Whether this type describes the value."""
        return isinstance(value, cls.struct)

    @staticmethod
    def resolve_type(value: Any, _: Any, __: Any) -> str:
        """The name of the type that describes the value: its struct's."""
        return type(value).__name__


@strawberry.interface(
    description="Relay global object identification. Ids are opaque and stable across refreshes and restarts."
)
class Node(Described):
    id: strawberry.ID = batch(ids)
