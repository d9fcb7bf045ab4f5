"""The web of credentials."""

from __future__ import annotations

import strawberry

from credloom.graph.batch import batch
from credloom.graph.enums import Basis, Direction, LinkKind
from credloom.graph.fields.connections import graph_nodes, reports
from credloom.graph.fields.link_conditions import link_conditions
from credloom.graph.fields.stacking import link_provenance
from credloom.graph.loading import must, referred
from credloom.graph.types.later import ConditionType, CredentialType, TransferValueType
from credloom.graph.types.provenance import Provenance
from credloom.graph.types.source import SourceReport
from credloom.model import things


@strawberry.type
class CredentialLink:
    kind: LinkKind
    from_: CredentialType = batch(must("from_", things.Credential), name="from")
    to: CredentialType = batch(must("to", things.Credential))
    condition: ConditionType | None = batch(link_conditions)
    transfer: TransferValueType | None = batch(referred("transfer", things.TransferValue), name="transferValue")
    asserted_by: Direction = strawberry.field(
        description="Which end published it: FORWARD `from`, BACKWARD `to`; BOTH also where a third record, such as a "
        "transfer value, names both."
    )
    basis: Basis
    provenance: list[Provenance] = batch(link_provenance)


@strawberry.type
class CredentialGraph:
    nodes: list[CredentialType] = batch(graph_nodes)
    links: list[CredentialLink]
    truncated: bool
    sources: list[SourceReport] = batch(reports)
