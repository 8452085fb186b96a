"""The authorities of Denmark, from the reference files."""

from datetime import date

import pytest
from django.core.management import call_command

from samspor.access.models import Authority
from samspor.access.reference import load_organisation

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2026, 12, 31), date(2027, 1, 1)


def names(kind, on):
    return set(Authority.objects.valid_on(on).filter(kind=kind).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("on", "municipalities", "regions"),
    [
        (date(2007, 1, 1), 98, 5),
        (date(2026, 3, 2), 98, 5),
        (BEFORE, 98, 5),
        (AFTER, 98, 4),
        (date(2006, 12, 31), 0, 0),
    ],
)
def test_as_many_as_there_are_on_a_day(on, municipalities, regions):
    load_organisation()
    assert (len(names("municipality", on)), len(names("region", on))) == (municipalities, regions)


def test_loading_again_changes_nothing_and_keeps_what_was_decided_here(world):
    load_organisation()
    odense = Authority.objects.get(kind="municipality", code="0461")
    assert odense.sharing_reviewer == world.bo
    before = list(Authority.objects.order_by("pk").values())
    call_command("load_reference", verbosity=0)
    assert list(Authority.objects.order_by("pk").values()) == before


def test_two_regions_become_region_oestdanmark_in_2027():
    load_organisation()
    assert names("region", BEFORE) - names("region", AFTER) == {"Region Hovedstaden", "Region Sjælland"}
    assert names("region", AFTER) - names("region", BEFORE) == {"Region Østdanmark"}
    slagelse = Authority.objects.get(name="Slagelse")
    odense = Authority.objects.get(name="Odense")
    assert [str(slagelse.region_on(d)) for d in (BEFORE, AFTER)] == ["Region Sjælland", "Region Østdanmark"]
    assert [str(odense.region_on(d)) for d in (BEFORE, AFTER)] == ["Region Syddanmark"] * 2


def test_every_municipality_lies_in_a_region_and_christiansoe_is_none():
    load_organisation()
    municipalities = Authority.objects.filter(kind="municipality")
    assert not municipalities.filter(region=None).exists()
    assert not municipalities.filter(code="0411").exists()
