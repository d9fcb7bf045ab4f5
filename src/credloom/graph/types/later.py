"""Types by name, for files that refer to each other in circles: found when the schema is built."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from strawberry import lazy

if TYPE_CHECKING:
    from credloom.graph.types.agent import Jurisdiction
    from credloom.graph.types.assessment import Assessment
    from credloom.graph.types.collection import Collection
    from credloom.graph.types.competency import Competency
    from credloom.graph.types.condition import Condition
    from credloom.graph.types.connections import (
        AlignmentConnection,
        AssessmentConnection,
        CompetencyConnection,
        CredentialCompetencyConnection,
        CredentialConnection,
        JobConnection,
        LearningOpportunityConnection,
        TransferValueConnection,
    )
    from credloom.graph.types.credential import Credential
    from credloom.graph.types.credential_graph import CredentialGraph
    from credloom.graph.types.framework import Framework
    from credloom.graph.types.job import Job
    from credloom.graph.types.learning_opportunity import LearningOpportunity
    from credloom.graph.types.match import JobMatch, Requirement
    from credloom.graph.types.organization import Organization
    from credloom.graph.types.pathway import Pathway
    from credloom.graph.types.transfer_value import TransferValue

_TYPES = "credloom.graph.types"

OrganizationType = Annotated["Organization", lazy(f"{_TYPES}.organization")]
CredentialType = Annotated["Credential", lazy(f"{_TYPES}.credential")]
ConditionType = Annotated["Condition", lazy(f"{_TYPES}.condition")]
AssessmentType = Annotated["Assessment", lazy(f"{_TYPES}.assessment")]
LearningOpportunityType = Annotated["LearningOpportunity", lazy(f"{_TYPES}.learning_opportunity")]
FrameworkType = Annotated["Framework", lazy(f"{_TYPES}.framework")]
CompetencyType = Annotated["Competency", lazy(f"{_TYPES}.competency")]
CollectionType = Annotated["Collection", lazy(f"{_TYPES}.collection")]
JobType = Annotated["Job", lazy(f"{_TYPES}.job")]
TransferValueType = Annotated["TransferValue", lazy(f"{_TYPES}.transfer_value")]
JurisdictionType = Annotated["Jurisdiction", lazy(f"{_TYPES}.agent")]
CredentialGraphType = Annotated["CredentialGraph", lazy(f"{_TYPES}.credential_graph")]
JobMatchType = Annotated["JobMatch", lazy(f"{_TYPES}.match")]
RequirementType = Annotated["Requirement", lazy(f"{_TYPES}.match")]
PathwayType = Annotated["Pathway", lazy(f"{_TYPES}.pathway")]
CredentialConnectionType = Annotated["CredentialConnection", lazy(f"{_TYPES}.connections")]
CredentialCompetencyConnectionType = Annotated["CredentialCompetencyConnection", lazy(f"{_TYPES}.connections")]
LearningOpportunityConnectionType = Annotated["LearningOpportunityConnection", lazy(f"{_TYPES}.connections")]
AssessmentConnectionType = Annotated["AssessmentConnection", lazy(f"{_TYPES}.connections")]
CompetencyConnectionType = Annotated["CompetencyConnection", lazy(f"{_TYPES}.connections")]
JobConnectionType = Annotated["JobConnection", lazy(f"{_TYPES}.connections")]
AlignmentConnectionType = Annotated["AlignmentConnection", lazy(f"{_TYPES}.connections")]
TransferValueConnectionType = Annotated["TransferValueConnection", lazy(f"{_TYPES}.connections")]
