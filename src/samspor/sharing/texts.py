"""The consent text as a citizen is to see it, and as one saw it, in (is a heading, words); keeps out the page around."""

from datetime import date

from django.db.models import Q

from samspor.access.models import Unit
from samspor.agreements.models import LocalAgreement
from samspor.people.models import Person
from samspor.sharing.models import Consent
from samspor.sharing.reference import LegalBasis, legal_bases, paragraphs, permission_for, wording
from samspor.sharing.rules import Purpose


def text_to_show(person: Person, purpose: Purpose, language: str, on: date) -> list[tuple[bool, str]]:
    """The whole text in force. `person` comes with the unit that keeps the record, which is the one that gives."""
    text = wording(purpose, language, on)
    return paragraphs(
        text.body,
        giver=person.unit.name,
        law=_law(permission_for(purpose, treatment=person.unit.is_treatment), text.language),
        decision_authority=decision_authority(person.unit, [], on),
    )


def text_shown(consent: Consent) -> list[tuple[bool, str]]:
    """The text of a given consent, with what it said then. `consent` comes with its text and its unit."""
    basis = legal_bases().get(consent.permission_basis)
    return paragraphs(
        consent.text.body,
        giver=consent.from_unit.name,
        law=_law(basis, consent.text.language) if basis else consent.permission_basis,
        decision_authority=consent.decision_authority or LocalAgreement.Decision.VARIES,
    )


def _law(basis: LegalBasis, language: str) -> str:
    return basis.text_en if language == "en" else basis.text_da


def decision_authority(giver: Unit, units: list[Unit], on: date) -> str:
    """What the agreements say of the specialist's decision authority; when they differ, that it varies."""
    agreements = LocalAgreement.objects.valid_on(on).filter(Q(municipal_unit=giver) | Q(treatment_unit=giver))
    if units:
        agreements = agreements.filter(Q(municipal_unit__in=units) | Q(treatment_unit__in=units))
    said = set(agreements.values_list("decision_authority", flat=True))
    return said.pop() if len(said) == 1 else LocalAgreement.Decision.VARIES
