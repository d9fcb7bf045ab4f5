"""Which kind of thing a CTDL class is, and which family a credential belongs to."""

from __future__ import annotations

from functools import lru_cache

from credloom.model import vocabulary

_KIND_OF = {
    "ceterms:Credential": "Credential",
    "ceterms:LearningOpportunityProfile": "LearningOpportunity",
    "ceterms:LearningOpportunity": "LearningOpportunity",
    "ceterms:AssessmentProfile": "Assessment",
    "ceterms:Organization": "Organization",
    "ceterms:Agent": "Organization",
    "ceasn:CompetencyFramework": "Framework",
    "ceasn:Container": "Framework",
    "ceasn:Competency": "Competency",
    "ceterms:Collection": "Collection",
    "ceterms:Job": "Job",
    "ceterms:Occupation": "Job",
    "ceterms:WorkRole": "Job",
    "ceterms:Task": "Job",
    vocabulary.JOB_POSTING: "Job",
    "ceterms:TransferValueProfile": "TransferValue",
    "ceterms:Pathway": "Pathway",
    "ceterms:PathwayComponent": "PathwayComponent",
    "ceterms:ConditionManifest": "Manifest",
    "ceterms:CostManifest": "Manifest",
}
_EXTRA = {
    "ceterms:QACredentialOrganization": "Organization",
    "ceterms:MultiComponent": "PathwayComponent",
    "ceterms:CollectionComponent": "PathwayComponent",
    "schema:Organization": "Organization",
}

_FAMILIES = (
    ("ceterms:ApprenticeshipCertificate", "APPRENTICESHIP"),
    ("ceterms:PreApprenticeshipCertificate", "APPRENTICESHIP"),
    ("ceterms:JourneymanCertificate", "APPRENTICESHIP"),
    ("ceterms:MasterCertificate", "APPRENTICESHIP"),
    ("ceterms:Badge", "BADGE"),
    ("ceterms:MicroCredential", "MICRO_CREDENTIAL"),
    ("ceterms:Certification", "CERTIFICATION"),
    ("ceterms:License", "LICENSE"),
    ("ceterms:Degree", "DEGREE"),
    ("ceterms:Diploma", "DIPLOMA"),
    ("ceterms:Certificate", "CERTIFICATE"),
    ("ceterms:QualityAssuranceCredential", "QUALITY_ASSURANCE"),
)


@lru_cache(maxsize=4096)
def kind_of(ctdl_class: str) -> str:
    """The kind (a name of `things.KINDS`) of a prefixed class; "Other" for what the schema does not show."""
    above = vocabulary.superclasses(ctdl_class)
    return _EXTRA.get(ctdl_class) or next((_KIND_OF[name] for name in above if name in _KIND_OF), "Other")


@lru_cache(maxsize=4096)
def family_of(ctdl_class: str) -> str:
    """The contract's CredentialFamily of a credential's class."""
    above = vocabulary.superclasses(ctdl_class)
    return next((family for name, family in _FAMILIES if name in above), "OTHER")
