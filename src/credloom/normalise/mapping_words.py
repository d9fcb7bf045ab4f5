"""Words of catalogs → CTDL's names: concepts, kinds of credentials, languages."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from credloom.errors import CredloomError, nearest
from credloom.model import vocabulary
from credloom.model.record import Node


class BadValue(CredloomError):
    """A value that its reader cannot use; the rest of the record is kept."""

    code = "SOURCE_BAD_DATA"


def shown(value: object) -> str:
    """A value in a message: quoted, at most 60 characters."""
    text = str(value)
    return repr(text if len(text) <= 60 else text[:57] + "…")


_SYNONYMS: dict[str, tuple[tuple[str, str], ...]] = {
    "Delivery": (
        (
            r"hybrid|blended|both|mixed|hyflex|in.?person (and|&|or) online|online (and|&|or) in.?person",
            "BlendedDelivery",
        ),
        (r"online|distance|virtual|remote|e-?learning|web", "OnlineOnly"),
        (r"in.?person|classroom|on.?site|on.?campus|face.?to.?face|onground|on.?ground|traditional|ground", "InPerson"),
    ),
    "AgentSector": (
        (r"non.?profit|not.?for.?profit", "PrivateNonProfit"),
        (r"for.?profit|proprietary|private", "PrivateForProfit"),
        (r"public|state|higher ed|community college|government", "Public"),
    ),
    "CredentialStatus": (
        (r"inactive|closed|retired|deprecat|expired|discontinued|not approved|removed", "Deprecated"),
        (r"active|approved|current|open|eligible|initial|offered|published", "Active"),
        (r"suspend", "Suspended"),
        (r"probation|provisional", "Probationary"),
        (r"teach.?out", "TeachOut"),
    ),
    "LifeCycleStatus": (
        (r"inactive|closed|retired|ceased|expired|discontinued|not approved|removed|deprecat", "Ceased"),
        (r"active|approved|current|open|eligible|initial|offered|published", "Active"),
        (r"suspend", "Suspended"),
        (r"develop|draft|planned|upcoming", "Developing"),
        (r"teach.?out", "TeachOut"),
    ),
    "CostType": (
        (r"tuition", "Tuition"),
        (r"book|suppl|material", "LearningResource"),
        (r"equipment|tool", "Equipment"),
        (r"total|aggregate|out.?of.?pocket|overall", "AggregateCost"),
        (r"technology", "TechnologyFee"),
        (r"exam|assessment|test", "StandaloneAssessment"),
        (r"application", "Application"),
        (r"registration|enrol", "EnrollmentFee"),
        (r"fee", "MixedFees"),
    ),
    "AudienceLevel": (
        (r"non.?degree|non.?credit", "PostSecondaryLevel"),
        (r"post.?bac|graduate certificate|^graduate$", "GraduateLevel"),
        (r"undergrad|lower.?level", "UndergraduateLevel"),
        (r"associate", "AssociatesDegreeLevel"),
        (r"bachelor|baccalaureate", "BachelorsDegreeLevel"),
        (r"master", "MastersDegreeLevel"),
        (r"doctor", "DoctoralDegreeLevel"),
        (r"beginner|introduct|entry", "BeginnerLevel"),
        (r"intermediate", "IntermediateLevel"),
        (r"advanced", "AdvancedLevel"),
        (r"professional", "ProfessionalLevel"),
        (r"high school|secondary", "SecondaryLevel"),
    ),
    "CreditUnit": (
        (r"semester|credit hour", "SemesterHour"),
        (r"quarter", "QuarterHour"),
        (r"continuing|\bceu", "ContinuingEducationUnit"),
        (r"clock", "ClockHour"),
        (r"contact", "ContactHour"),
        (r"credit", "DegreeCredit"),
    ),
    "OrganizationType": (
        (r"4.?y(ea)?r|four.?year|baccalaureate", "FourYear"),
        (r"2.?y(ea)?r|two.?year|community college|associate", "TwoYear"),
        (r"technical|career", "Technical"),
        (r"business|employer|company", "Business"),
        (r"university|college|higher ed", "Postsecondary"),
        (r"high school", "HighSchool"),
        (r"union|labor", "LaborUnion"),
        (r"provider|training", "TrainingProvider"),
    ),
}


@lru_cache(maxsize=4096)
def _entry(word: str, scheme: str) -> vocabulary.ConceptEntry | None:
    plain = " ".join(word.lower().split())
    known = vocabulary.concept(word)
    entries = vocabulary.scheme(scheme)
    if known is not None and known.scheme == scheme:
        return known
    found = entries.get(plain) or _loosely(scheme).get(re.sub(r"[^a-z0-9]", "", plain))
    if found is not None:
        return found
    code = next((code for pattern, code in _SYNONYMS.get(scheme, ()) if re.search(pattern, plain)), "")
    return entries.get(code.lower()) if len(plain) < 200 else None


@cache
def _loosely(scheme: str) -> dict[str, vocabulary.ConceptEntry]:
    return {re.sub(r"[^a-z0-9]", "", word): entry for word, entry in vocabulary.scheme(scheme).items()}


def concept_named(word: str, scheme: str) -> Node:
    """The entry of a concept scheme that a word names, as an alignment object. Raises `BadValue`."""
    entry = _entry(word.strip(), scheme)
    if entry is None:
        hint = nearest(word, [found.label for found in vocabulary.scheme(scheme).values()])
        raise BadValue(f"{shown(word)} is no {scheme} that CTDL knows; a look-up can say which one it is.{hint}")
    return {
        "@type": "ceterms:CredentialAlignmentObject",
        "ceterms:frameworkName": {"en-US": [entry.scheme]},
        "ceterms:targetNode": [entry.uri],
        "ceterms:targetNodeName": {"en-US": [entry.label]},
    }


_CREDENTIALS: tuple[tuple[str, str], ...] = (
    (r"micro.?credential", "MicroCredential"),
    (r"open badge", "OpenBadge"),
    (r"badge", "DigitalBadge"),
    (r"associate.{0,12}applied science|\ba\.?a\.?s\b", "AssociateOfAppliedScienceDegree"),
    (r"associate.{0,5}of arts|\ba\.?a\b(?!s)", "AssociateOfArtsDegree"),
    (r"associate.{0,5}of science|\ba\.s\.", "AssociateOfScienceDegree"),
    (r"associate", "AssociateDegree"),
    (r"bachelor.{0,5}of arts|\bb\.?a\b", "BachelorOfArtsDegree"),
    (r"bachelor.{0,5}of science|\bb\.?s\b", "BachelorOfScienceDegree"),
    (r"bachelor|baccalaureate", "BachelorDegree"),
    (r"master.{0,3} certificate", "MasterCertificate"),
    (r"master", "MasterDegree"),
    (r"doctor|ph\.?d", "DoctoralDegree"),
    (r"pre.?apprentice", "PreApprenticeshipCertificate"),
    (r"apprentice", "ApprenticeshipCertificate"),
    (r"journey", "JourneymanCertificate"),
    (r"certificate of completion", "CertificateOfCompletion"),
    (r"certificat(?:ion|e) of participation", "CertificateOfParticipation"),
    (r"certification", "Certification"),
    (r"licen[sc]", "License"),
    (r"\bged\b|high school equivalen|general education", "GeneralEducationDevelopment"),
    (r"high school diploma|secondary school diploma", "SecondarySchoolDiploma"),
    (r"post.?bac", "PostBaccalaureateCertificate"),
    (r"certificate", "Certificate"),
    (r"diploma", "Diploma"),
    (r"degree", "Degree"),
)


@lru_cache(maxsize=4096)
def credential_class(word: str) -> str | None:
    """The CTDL class that a word of a catalog means; None where it means none."""
    exact = vocabulary.class_named(word) or vocabulary.class_named(re.sub(r"[^A-Za-z:]", "", word))
    if exact is not None:
        return exact
    plain = word.lower()[:200]
    found = next((name for pattern, name in _CREDENTIALS if re.search(pattern, plain)), None)
    return f"ceterms:{found}" if found else None


_LANGUAGES = {
    "english": "en", "spanish": "es", "español": "es", "french": "fr", "german": "de", "chinese": "zh", "arabic": "ar",
    "mandarin": "zh", "korean": "ko", "japanese": "ja", "vietnamese": "vi", "russian": "ru", "portuguese": "pt",
    "tagalog": "tl", "haitian creole": "ht", "somali": "so", "hmong": "hmn", "italian": "it", "polish": "pl",
    "hindi": "hi", "american sign language": "ase", "asl": "ase",
}  # fmt: skip
_TAG = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")


def language_tag(word: str) -> str | None:
    """The BCP 47 tag of a language's English name, or a tag as it is."""
    found = _LANGUAGES.get(word.strip().lower())
    return found or (word.strip() if _TAG.match(word.strip()) else None)
