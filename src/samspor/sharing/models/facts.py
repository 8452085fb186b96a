"""The rows of an exchange as the rules take them, in four queries whatever there is of them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from samspor.access.models import Unit
from samspor.agreements.models import LocalAgreement, Programme
from samspor.agreements.rules import AgreementFacts, Stage
from samspor.base.dates import local
from samspor.sharing.models.channel import Exchange
from samspor.sharing.models.consents import Consent, ConsentCategory, ConsentRecipient, TreatmentPeriod
from samspor.sharing.reference import max_months
from samspor.sharing.rules import (
    Category,
    Channel,
    ConsentFacts,
    Days,
    PairAgreement,
    Purpose,
    TreatmentFacts,
)


def channel_of(exchange: Exchange) -> Channel:
    """The exchange with all that decides whether it is open. The caller has passed the gate of its course."""
    agreements = _agreements(exchange)
    return Channel(
        programme=next((a.programme for a in agreements), None),
        municipal_unit=exchange.municipal_unit_id,
        municipal_person=exchange.municipal_person_id,
        treatment_unit=exchange.treatment_unit_id,
        regional_person=exchange.regional_person_id,
        opened_on=exchange.opened_on,
        closed_on=exchange.closed_on,
        units=_units(exchange),
        consents=tuple(_consents(exchange)),
        treatments=tuple(_treatments(exchange)),
        agreements=agreements,
    )


def consent_facts(consent: Consent) -> ConsentFacts:
    """One consent with what of it is still given; for an action, which reads freely."""
    return _facts(
        consent,
        to_units=[r.unit_id for r in consent.recipients.all() if r.unit_id and r.withdrawn_at is None],
        categories=[c.category for c in consent.categories.all() if c.withdrawn_at is None],
        withdrawn_at=consent.withdrawn_at,
    )


def _facts(
    consent: Consent, to_units: Iterable[int], categories: Iterable[str], withdrawn_at: datetime | None
) -> ConsentFacts:
    return ConsentFacts(
        purpose=Purpose(consent.purpose),
        person=consent.person_id,
        from_unit=consent.from_unit_id,
        to_units=frozenset(to_units),
        categories=frozenset(Category(c) for c in categories),
        given_on=consent.given_on,
        valid_from=consent.valid_from,
        valid_to=consent.valid_to,
        max_months=max_months(consent.permission_basis),
        withdrawn_on=_day(withdrawn_at),
    )


def _consents(exchange: Exchange) -> Iterable[ConsentFacts]:
    """Consents between the two units, each way. A withdrawn recipient withdraws it from the one who reads here."""
    recipients = ConsentRecipient.objects.filter(
        consent=OuterRef("consent"), unit__in=exchange.unit_ids
    ).exclude(unit=OuterRef("consent__from_unit"))
    ticked = ConsentCategory.objects.filter(
        consent__purpose=Purpose.EXCHANGE,
        consent__person__in=[exchange.municipal_person_id, exchange.regional_person_id],
        consent__from_unit__in=exchange.unit_ids,
    ).annotate(
        to_unit=Subquery(recipients.values("unit")[:1]),
        recipient_withdrawn_at=Subquery(recipients.values("withdrawn_at")[:1]),
    )
    of: dict[Consent, list[Any]] = defaultdict(list)
    category: Any
    for category in ticked.select_related("consent").gated():
        if category.to_unit is not None:
            of[category.consent].append(category)
    for consent, categories in of.items():
        yield _facts(
            consent,
            to_units=[categories[0].to_unit],
            categories=[c.category for c in categories if c.withdrawn_at is None],
            withdrawn_at=consent.withdrawn_at or categories[0].recipient_withdrawn_at,
        )


def _treatments(exchange: Exchange) -> Iterable[TreatmentFacts]:
    periods = TreatmentPeriod.objects.filter(
        person=exchange.regional_person_id, unit=exchange.treatment_unit_id
    )
    for period in periods.gated():
        yield TreatmentFacts(
            person=period.person_id,
            unit=period.unit_id,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            reconfirmed_on=period.reconfirmed_on,
        )


def _agreements(exchange: Exchange) -> tuple[PairAgreement, ...]:
    """The agreements of the two units in the programme that the course came about under."""
    programme = LocalAgreement.objects.filter(pk=exchange.agreement_id).values("programme")
    agreements = LocalAgreement.objects.filter(
        programme__in=programme,
        municipal_unit=exchange.municipal_unit_id,
        treatment_unit=exchange.treatment_unit_id,
    ).select_related("programme")
    return tuple(
        PairAgreement(
            programme=a.programme_id,
            municipal_unit=a.municipal_unit_id,
            treatment_unit=a.treatment_unit_id,
            terms=AgreementFacts(starts_on=a.starts_on, ends_on=a.ends_on, stage=Stage(a.stage)),
            in_regional_psychiatry=a.programme.psychiatry_setting == Programme.Setting.REGIONAL,
        )
        for a in agreements
    )


def _units(exchange: Exchange) -> tuple[Days, ...]:
    """From when to when the two units and their authorities exist."""
    units = Unit.objects.filter(pk__in=exchange.unit_ids).select_related("authority")
    return tuple(Days(thing.valid_from, thing.valid_to) for u in units for thing in (u, u.authority))


def _day(moment: datetime | None) -> date | None:
    return local(moment).date() if moment else None
