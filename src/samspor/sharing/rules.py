"""The exchange rule: when what one authority knows of a candidate may be read by the other. Plain Python."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

RECONFIRM_DAYS = 92
"""Ongoing treatment is confirmed anew within three months, else sharing closes (domain: sharing)."""


class Category(StrEnum):
    """The kinds of information that a consent ticks one by one. "All" cannot be ticked."""

    SYMPTOMS = "symptoms"
    COPING = "coping"
    WARNING_SIGNS = "warning_signs"
    MEDICINE = "medicine"
    STRENGTHS = "strengths"
    ATTENDANCE = "attendance"
    EMPLOYMENT = "employment"
    PRACTICAL = "practical"


class Purpose(StrEnum):
    """What a consent is for. Each purpose has its own."""

    REFERRAL = "referral"
    EXCHANGE = "exchange"
    EMPLOYERS = "employers"
    EVALUATION = "evaluation"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True)
class ConsentFacts:
    """A consent as it stands, with what of it is still given."""

    purpose: Purpose
    from_unit: int
    to_units: frozenset[int]
    categories: frozenset[Category]
    valid_from: date
    valid_to: date
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class TreatmentFacts:
    """A period of treatment at a unit, as the clinician recorded it."""

    unit: int
    starts_on: date
    ends_on: date | None
    reconfirmed_on: date


@dataclass(frozen=True)
class AgreementSpan:
    """The agreement between the two units, as far as the exchange asks of it."""

    municipal_unit: int
    treatment_unit: int
    is_valid: bool


@dataclass(frozen=True)
class Situation:
    """One reader before one item of one course, on a day."""

    on: date
    owner_unit: int
    category: Category
    is_released: bool
    reader_unit: int
    is_assigned: bool
    treatment_unit: int
    consents: tuple[ConsentFacts, ...] = ()
    treatments: tuple[TreatmentFacts, ...] = ()
    agreement: AgreementSpan | None = None
    units_exist: bool = True
    is_restricted: bool = False
    is_named: bool = field(default=False)


def covers(consent: ConsentFacts, situation: Situation) -> bool:
    """A live consent to exchange in the course, from the owner's unit to the reader's, with the category ticked."""
    return (
        consent.purpose is Purpose.EXCHANGE
        and consent.from_unit == situation.owner_unit
        and situation.reader_unit in consent.to_units
        and situation.category in consent.categories
        and consent.valid_from <= situation.on <= consent.valid_to
        and consent.withdrawn_on is None
    )


def is_ongoing(treatment: TreatmentFacts, situation: Situation) -> bool:
    """Treatment at the course's treatment unit covers the day and was confirmed within three months."""
    on = situation.on
    return (
        treatment.unit == situation.treatment_unit
        and treatment.starts_on <= on
        and (treatment.ends_on is None or on <= treatment.ends_on)
        and (on - treatment.reconfirmed_on).days <= RECONFIRM_DAYS
    )


def channel_is_open(situation: Situation) -> bool:
    """Consent and ongoing treatment and agreement, all three, between units that exist on the day."""
    agreement = situation.agreement
    return (
        situation.units_exist
        and agreement is not None
        and agreement.is_valid
        and {situation.owner_unit, situation.reader_unit} == {agreement.municipal_unit, agreement.treatment_unit}
        and any(is_ongoing(t, situation) for t in situation.treatments)
        and any(covers(c, situation) for c in situation.consents)
    )


def may_read(situation: Situation) -> bool:
    """Whether this reader may read this item today.

    One's own unit's item: when assigned to the course (a restricted case: when named too). The other authority's:
    when it was released, the reader is assigned, and the channel is open. Everything else: no.
    """
    if not situation.is_assigned or (situation.is_restricted and not situation.is_named):
        return False
    if situation.reader_unit == situation.owner_unit:
        return True
    return situation.is_released and channel_is_open(situation)
