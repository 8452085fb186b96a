"""The SQL twin of the exchange rule: one condition for each side of a channel, by the path from the rows asked
about to their exchange. Keeps out who the reader is."""

from datetime import date, timedelta
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When

from samspor.access.models import Membership
from samspor.agreements.models import LocalAgreement, Programme
from samspor.sharing.models.consents import ConsentCategory, TreatmentPeriod, live
from samspor.sharing.rules import RECONFIRM_DAYS, Category, Purpose

SIDES = {
    "municipal_unit": ("treatment_unit", "regional_person"),
    "treatment_unit": ("municipal_unit", "municipal_person"),
}
"""The reader's side of an exchange → the unit and the record of the side that gives to it."""


def is_open(membership: Membership, on: date, category: Category, path: str = "exchange__") -> Case:
    """Whether a category is open to the reader's unit, as an annotation: `.annotate(is_open=is_open(m, on, c))`."""
    opened = open_to(membership.unit_id, on, category, path)
    return Case(When(opened, then=Value(True)), default=Value(False), output_field=BooleanField())


def open_to(unit_id: int | None, on: date, category: Any, path: str) -> Q:
    """Twin of `rules.is_open` for the unit of a reader."""
    sides = Q(pk__in=[])
    for reader in SIDES:
        sides |= Q(**{f"{path}{reader}": unit_id}) & consented(reader, on, category, path)
    return sides & both_ways(on, path)


def open_to_side(reader: str, on: date, category: Any, path: str) -> Q:
    """The same for whoever reads on a side: `municipal_unit` or `treatment_unit`."""
    return consented(reader, on, category, path) & both_ways(on, path)


def both_ways(on: date, path: str) -> Q:
    """All that the rule asks beside consent: it opens, and closes, both directions at once."""
    return goes_on(on, path) & units_exist(on, path) & agreed(on, path) & treated(on, path)


def of_a_side(path: str) -> Q:
    """Items that one of the exchange's two units owns. Read together with `open_to`, which the reader's own side
    answers: so the other's."""
    return Q(owner_unit=F(f"{path}municipal_unit")) | Q(owner_unit=F(f"{path}treatment_unit"))


def consented(reader: str, on: date, category: Any, path: str) -> Q:
    """Twin of `rules.covers`."""
    giver_unit, giver_person = SIDES[reader]
    ticked = ConsentCategory.objects.filter(
        live("consent__", on),
        consent__recipients__unit=OuterRef(f"{path}{reader}"),
        consent__recipients__withdrawn_at=None,
        consent__purpose=Purpose.EXCHANGE,
        consent__from_unit=OuterRef(f"{path}{giver_unit}"),
        consent__person=OuterRef(f"{path}{giver_person}"),
        category=category,
        withdrawn_at=None,
    )
    return Q(Exists(ticked))


def treated(on: date, path: str) -> Q:
    """Twin of `rules.is_ongoing`."""
    ongoing = TreatmentPeriod.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on),
        person=OuterRef(f"{path}regional_person"),
        unit=OuterRef(f"{path}treatment_unit"),
        starts_on__lte=on,
        reconfirmed_on__gte=on - timedelta(days=RECONFIRM_DAYS),
    )
    return Q(Exists(ongoing))


def agreed(on: date, path: str) -> Q:
    """Twin of `rules.holds`."""
    agreements = LocalAgreement.objects.valid_on(on).filter(
        programme=OuterRef(f"{path}agreement__programme"),
        programme__psychiatry_setting=Programme.Setting.REGIONAL,
        municipal_unit=OuterRef(f"{path}municipal_unit"),
        treatment_unit=OuterRef(f"{path}treatment_unit"),
    )
    return Q(Exists(agreements))


def goes_on(on: date, path: str) -> Q:
    """Twin of `rules.goes_on`."""
    return Q(Q(**{f"{path}closed_on": None}) | Q(**{f"{path}closed_on__gt": on}))


def units_exist(on: date, path: str) -> Q:
    """Both units, and the authorities that they belong to, exist on the day."""
    exist = Q()
    for side in SIDES:
        for thing in (f"{path}{side}__", f"{path}{side}__authority__"):
            exist &= Q(Q(**{f"{thing}valid_to": None}) | Q(**{f"{thing}valid_to__gte": on}))
            exist &= Q(**{f"{thing}valid_from__lte": on})
    return exist
