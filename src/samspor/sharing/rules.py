"""The exchange rule: when what one authority knows of a candidate may be read by the other. Plain Python."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from samspor.agreements.rules import AgreementFacts, is_valid
from samspor.base.dates import add_months

RECONFIRM_DAYS = 92
"""Ongoing treatment is confirmed anew within three months, else sharing closes (domain: sharing)."""

DAY = timedelta(days=1)


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


class Closing(StrEnum):
    """What can keep a direction closed. Never said to the receiving side."""

    CONSENT = "consent"
    TREATMENT = "treatment"
    AGREEMENT = "agreement"
    UNIT = "unit"
    MOVED = "moved"


Key = Hashable
"""A unit, a person's record, a programme: anything that can be told apart."""


@dataclass(frozen=True)
class Days:
    """From a day to a last day, both included; no last day: still going on."""

    first: date
    last: date | None = None

    def cover(self, on: date) -> bool:
        return self.first <= on and (self.last is None or on <= self.last)


@dataclass(frozen=True)
class ConsentFacts:
    """A consent as it stands, with what of it is still given. `max_months` is the law's limit, None for no limit."""

    purpose: Purpose
    person: Key
    from_unit: Key
    to_units: frozenset[Key]
    categories: frozenset[Category]
    given_on: date
    valid_from: date
    valid_to: date
    max_months: int | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class TreatmentFacts:
    """A period of treatment at a unit, as the clinician recorded it."""

    person: Key
    unit: Key
    starts_on: date
    ends_on: date | None
    reconfirmed_on: date


@dataclass(frozen=True)
class PairAgreement:
    """An agreement between two units in a programme. Exchange exists only where citizens are in regional psychiatry."""

    programme: Key
    municipal_unit: Key
    treatment_unit: Key
    terms: AgreementFacts
    in_regional_psychiatry: bool = True


@dataclass(frozen=True)
class Channel:
    """What links two authorities' records of one person, with all that decides whether it is open."""

    programme: Key
    municipal_unit: Key
    municipal_person: Key
    treatment_unit: Key
    regional_person: Key
    opened_on: date
    closed_on: date | None = None
    units: tuple[Days, ...] = ()
    consents: tuple[ConsentFacts, ...] = ()
    treatments: tuple[TreatmentFacts, ...] = ()
    agreements: tuple[PairAgreement, ...] = ()

    def giver(self, reader_unit: Key) -> tuple[Key, Key] | None:
        """Unit and record of the side that gives to this reader; None for a unit that is on neither side."""
        if reader_unit == self.municipal_unit:
            return self.treatment_unit, self.regional_person
        if reader_unit == self.treatment_unit:
            return self.municipal_unit, self.municipal_person
        return None


@dataclass(frozen=True)
class Situation:
    """One reader before one item of one course, on a day."""

    on: date
    owner_unit: Key
    category: Category
    reader_unit: Key
    assigned: tuple[Days, ...]
    channel: Channel | None
    released_at: datetime | None = None
    given_up_at: datetime | None = None
    is_derived: bool = False
    is_restricted: bool = False
    named: tuple[Days, ...] = ()


# --- the three conditions -----------------------------------------------------------------------------------
def has_lapsed_by_law(given_on: date, max_months: int | None, on: date) -> bool:
    """Past the law's limit (sundhedsloven §44: at the latest one year after it was given), whatever it says."""
    return max_months is not None and given_on <= add_months(on, -max_months)


def last_legal_day(given_on: date, max_months: int | None) -> date | None:
    """The last day that a consent given on a day may name."""
    return None if max_months is None else add_months(given_on, max_months) - DAY


def is_live(consent: ConsentFacts, on: date) -> bool:
    """Given, begun, not run out, not lapsed by law and not withdrawn."""
    return (
        consent.withdrawn_on is None
        and consent.valid_from <= on <= consent.valid_to
        and not has_lapsed_by_law(consent.given_on, consent.max_months, on)
    )


def covers(consent: ConsentFacts, channel: Channel, reader_unit: Key, category: Category, on: date) -> bool:
    """A live consent to exchange in the course, in the giving side's record, from its unit to the reader's, with
    the category ticked."""
    return (
        consent.purpose is Purpose.EXCHANGE
        and (consent.from_unit, consent.person) == channel.giver(reader_unit)
        and reader_unit in consent.to_units
        and category in consent.categories
        and is_live(consent, on)
    )


def covers_referral(consent: ConsentFacts, person: Key, from_unit: Key, to_unit: Key, on: date) -> bool:
    """A live consent to refer, in this record, from this unit to that one. Twin: `Consent.objects.for_referral`."""
    return (
        consent.purpose is Purpose.REFERRAL
        and (consent.from_unit, consent.person) == (from_unit, person)
        and to_unit in consent.to_units
        and is_live(consent, on)
    )


def is_ongoing(treatment: TreatmentFacts, channel: Channel, on: date) -> bool:
    """The person's treatment at the course's treatment unit has begun, was confirmed within three months, and has
    not ended: on the day it ends, sharing stops at once."""
    return (
        treatment.unit == channel.treatment_unit
        and treatment.person == channel.regional_person
        and treatment.starts_on <= on
        and (treatment.ends_on is None or on < treatment.ends_on)
        and (on - treatment.reconfirmed_on).days <= RECONFIRM_DAYS
    )


def holds(agreement: PairAgreement, channel: Channel, on: date) -> bool:
    """An agreement of these two units in this programme is in force; a renewal in a new row will do."""
    return (
        agreement.programme == channel.programme
        and (agreement.municipal_unit, agreement.treatment_unit)
        == (channel.municipal_unit, channel.treatment_unit)
        and agreement.in_regional_psychiatry
        and is_valid(agreement.terms, on)
    )


def units_exist(channel: Channel, on: date) -> bool:
    """Both units are there on the day, and the authorities that they belong to."""
    return all(days.cover(on) for days in channel.units)


def goes_on(channel: Channel, on: date) -> bool:
    """The course has not gone on with another team: from that day its new exchange counts, and this one is history."""
    return channel.closed_on is None or on < channel.closed_on


# --- the rule -----------------------------------------------------------------------------------------------
def closed_by(channel: Channel, reader_unit: Key, category: Category, on: date) -> frozenset[Closing]:
    """Which of the conditions keep a category closed to this side of the channel."""
    fulfilled = {
        Closing.CONSENT: any(covers(c, channel, reader_unit, category, on) for c in channel.consents),
        Closing.TREATMENT: any(is_ongoing(t, channel, on) for t in channel.treatments),
        Closing.AGREEMENT: any(holds(a, channel, on) for a in channel.agreements),
        Closing.UNIT: units_exist(channel, on),
        Closing.MOVED: goes_on(channel, on),
    }
    return frozenset(closing for closing, is_fulfilled in fulfilled.items() if not is_fulfilled)


def is_open(channel: Channel | None, reader_unit: Key, category: Category, on: date) -> bool:
    """Consent and ongoing treatment and agreement, all three, between units that exist on the day."""
    return channel is not None and not closed_by(channel, reader_unit, category, on)


def may_read(situation: Situation) -> bool:
    """Whether this reader may read this item today.

    Only those assigned to the course (in a restricted record: who are named too). What one's own unit wrote; when
    it builds on what the other side shared, only while that is open. What the other side wrote: when it was
    released, was not deleted in a review since then, and the channel is open. Everything else: no.
    """
    s = situation
    if not any(days.cover(s.on) for days in s.assigned):
        return False
    if s.is_restricted and not any(days.cover(s.on) for days in s.named):
        return False
    if s.owner_unit == s.reader_unit:
        return not s.is_derived or is_open(s.channel, s.reader_unit, s.category, s.on)
    if s.channel is None or s.channel.giver(s.reader_unit) is None:
        return False
    return (
        s.owner_unit == s.channel.giver(s.reader_unit)[0]  # type: ignore[index]
        and is_passed_on(s.released_at, s.given_up_at)
        and is_open(s.channel, s.reader_unit, s.category, s.on)
    )


def is_passed_on(released_at: datetime | None, given_up_at: datetime | None) -> bool:
    """Released, and not deleted by the receiving authority's reviewer since."""
    return released_at is not None and (given_up_at is None or given_up_at < released_at)


# --- since when, until when -----------------------------------------------------------------------------------
def open_categories(channel: Channel, reader_unit: Key, on: date) -> frozenset[Category]:
    return frozenset(c for c in Category if is_open(channel, reader_unit, c, on))


def last_day(consent: ConsentFacts) -> date:
    """The last day on which it holds if nobody withdraws it."""
    limit = last_legal_day(consent.given_on, consent.max_months)
    return consent.valid_to if limit is None else min(consent.valid_to, limit)


def reconfirm_by(treatment: TreatmentFacts) -> date:
    """The last day that sharing lives without a new confirmation."""
    return treatment.reconfirmed_on + RECONFIRM_DAYS * DAY


def closed_since(channel: Channel, reader_unit: Key, on: date) -> date | None:
    """The day since which nothing passes to this side, whatever closed it; None while anything does. What never was
    open has been closed since the course came about."""
    if open_categories(channel, reader_unit, on):
        return None
    consents = [c for c in channel.consents if (c.from_unit, c.person) == channel.giver(reader_unit)]
    consents = [c for c in consents if c.purpose is Purpose.EXCHANGE and reader_unit in c.to_units]
    ends = []
    if not any(is_live(c, on) for c in consents):
        ends.append([c.withdrawn_on or last_day(c) + DAY for c in consents])
    if not any(is_ongoing(t, channel, on) for t in channel.treatments):
        ends.append([min(t.ends_on or date.max, reconfirm_by(t) + DAY) for t in channel.treatments])
    if not any(holds(a, channel, on) for a in channel.agreements):
        ends.append([a.terms.ends_on + DAY for a in channel.agreements if a.terms.ends_on])
    ends += [[days.last + DAY] for days in channel.units if days.last and not days.cover(on)]
    since = [max((day for day in days if day <= on), default=channel.opened_on) for days in ends]
    return max(channel.opened_on, min(since, default=channel.opened_on))
