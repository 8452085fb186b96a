"""How names are found and sorted, and which numbers are taken: drawn, through the rules and both databases."""

from datetime import date

import pytest
from django.db import connection
from django.db.models.functions import Collate

import factories as make
from samspor.people import rules
from samspor.people.models import Person
from samspor.people.rules import System

NAMES = [
    ("Freja", "Ærøskov"), ("Åse", "Østergård-Lund"), ("Jens Peter", "Aagaard"), ("Zoe", "Zacho"), ("José", "Núñez"),
    ("Anna", "Holm"), ("Bo", "Holmberg"), ("Ane", "Holm"), ("Ulla", "von Holm"), ("Björn", "Öberg"), ("Mia", "Müller"),
    ("Ib", "Mygind"), ("Tom", "O'Brien"),
]  # fmt: skip
SORTED = [
    "Holm, Ane", "Holm, Anna", "Holmberg, Bo", "Mygind, Ib", "Müller, Mia", "Núñez, José", "O'Brien, Tom",
    "von Holm, Ulla", "Zacho, Zoe", "Ærøskov, Freja", "Öberg, Björn", "Østergård-Lund, Åse", "Aagaard, Jens Peter",
]  # fmt: skip


def unit():
    return make.unit(make.authority("Odense"), "Jobcenter Odense")


def test_danish_order_in_the_database(db):
    where = unit()
    for given, family in NAMES:
        make.person(where, given, family)
    listed = [f"{p.family_name}, {p.given_names}" for p in Person.objects.order_by("sort_name")]
    assert listed == SORTED


def test_danish_order_whatever_the_database_thinks_of_letters(db):
    where = unit()
    for given, family in NAMES:
        make.person(where, given, family)
    known = {"postgresql": ["C", "da-x-icu", "en-x-icu", "tr-x-icu"], "sqlite": ["BINARY", "NOCASE"]}
    for collation in known[connection.vendor]:
        listed = Person.objects.order_by(Collate("sort_name", collation))
        assert [f"{p.family_name}, {p.given_names}" for p in listed] == SORTED, collation


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ærø", {"Ærøskov"}),
        ("ÆRØ", {"Ærøskov"}),
        ("Freja Ærø", {"Ærøskov"}),
        ("ærø freja", {"Ærøskov"}),
        ("  freja   ", {"Ærøskov"}),
        ("kov", {"Ærøskov"}),
        ("holm", {"Holm", "Holmberg", "von Holm"}),
        ("holm an", {"Holm"}),
        ("jens aagaard", {"Aagaard"}),
        ("østergård-lund", {"Østergård-Lund"}),
        ("100%", set()),
        ("_", set()),
        ("", set()),
        ("   ", set()),
    ],
)
def test_names_are_found_by_their_parts(db, typed, found):
    where = unit()
    for given, family in NAMES:
        make.person(where, given, family)
    assert set(Person.objects.called(typed).values_list("family_name", flat=True)) == found


def test_a_letter_typed_in_two_pieces_is_found(db):
    make.person(unit(), "A\u030ase", "Lund")  # A and a ring, as some phones send it
    assert Person.objects.called("åse").exists()


# kind                   number             real mode      demo
NUMBERS = [
    (System.CPR,         "010190-1234",     None,          "real_in_demo"),
    (System.CPR,         "610190-1234",     None,          None),
    (System.CPR,         "6101901234",      None,          None),
    (System.CPR,         "911290-1234",     None,          None),
    (System.CPR,         "921290-1234",     "no_date",     "no_date"),
    (System.CPR,         "601290-1234",     "no_date",     "no_date"),
    (System.CPR,         "611390-1234",     "no_date",     "no_date"),
    (System.CPR,         "900290-1234",     "no_date",     "no_date"),
    (System.CPR,         "610190-123",      "ten_digits",  "ten_digits"),
    (System.CPR,         "610190-12345",    "ten_digits",  "ten_digits"),
    (System.CPR,         "<script>",        "ten_digits",  "ten_digits"),
    (System.CPR,         "610190-AB12",     "ten_digits",  "ten_digits"),
    (System.REPLACEMENT, "610190-AB12",     None,          None),
    (System.REPLACEMENT, "010190-AB12",     None,          "real_in_demo"),
    (System.X_MUNICIPAL, "ODE 123456",      None,          None),
    (System.X_REGIONAL,  "12345",           "x_form",      "x_form"),
    (System.X_REGIONAL,  "A" * 21,          "x_form",      "x_form"),
]  # fmt: skip


@pytest.mark.parametrize(("system", "number", "real", "demo"), NUMBERS)
def test_which_numbers_are_taken(system, number, real, demo):
    assert rules.fault(system, number, demo=False) == real
    assert rules.fault(system, number, demo=True) == demo


def test_modulus_eleven_is_never_demanded():
    assert all(rules.fault(System.CPR, f"610190-{last:04}", demo=True) is None for last in range(10_000))


@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("6101901234", date(1990, 1, 1)),
        ("0101901234", date(1990, 1, 1)),
        ("6101044234", date(2004, 1, 1)),
        ("6101409234", date(1940, 1, 1)),
        ("6101365234", date(2036, 1, 1)),
        ("6101585234", date(1858, 1, 1)),
        ("9002901234", None),
        ("abc", None),
    ],
)
def test_the_seventh_digit_gives_the_century(number, born):
    assert rules.born_on(number) == born


@pytest.mark.parametrize(
    ("system", "value", "read"),
    [
        (System.CPR, "6101901234", "610190-1234"),
        (System.REPLACEMENT, "610190AB12", "610190-AB12"),
        (System.X_MUNICIPAL, "ODE1234567", "ODE1234567"),
    ],
)
def test_a_number_as_it_is_read_aloud(system, value, read):
    assert rules.shaped(system, value) == read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("610190-1234", "6101901234"), ("ode 12.34‑56", "ODE123456"), ("６１０１９０1234", "6101901234")],
)
def test_a_number_as_it_is_kept(typed, kept):
    assert rules.normalised(typed) == kept
