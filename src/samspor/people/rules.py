"""What a name and a number are: how they are searched and sorted, and which numbers are allowed where."""

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum

from samspor.base.alphabet import folded, sortable


class System(StrEnum):
    """Who gave the number."""

    CPR = "cpr"
    REPLACEMENT = "replacement"
    X_REGIONAL = "x_regional"
    X_MUNICIPAL = "x_municipal"


SIX_AND_FOUR = frozenset({System.CPR, System.REPLACEMENT})


def search_words(name: str) -> str:
    """How a name stands beside what is searched for."""
    return folded(name)


def sort_key(family_name: str, given_names: str) -> str:
    """Danish order in any database, whatever its collation, the family name first."""
    return f"{sortable(family_name)}0{sortable(given_names)}"


def normalised(value: str) -> str:
    """An identifier without the spaces and hyphens that people type."""
    return re.sub(r"[\s\-‐-―.]", "", unicodedata.normalize("NFKC", value)).upper()


def shaped(system: System, value: str) -> str:
    """A number as it is read aloud: 610190-1234."""
    return f"{value[:6]}-{value[6:]}" if system in SIX_AND_FOUR and len(value) == 10 else value


def same_number_space(system: System) -> frozenset[System]:
    """Kinds whose numbers could be mistaken for each other, so that one number must not stand under two of them."""
    return SIX_AND_FOUR if system in SIX_AND_FOUR else frozenset({system})


def looks_like_a_number(words: str) -> bool:
    """Typed in a search box, is it an identifier rather than a name?"""
    return bool(re.search(r"\d", words))


def born_on(cpr: str) -> date | None:
    """Date of birth in a ten-digit number; the seventh digit gives the century. None where there is none.

    Replacement and demo numbers have the day plus 60. Modulus 11 is never demanded: numbers without it are given
    out since 2007. Source: CPR-kontoret, "Personnummeret i CPR".
    """
    if not re.fullmatch(r"\d{10}", cpr):
        return None
    day, month, year, seventh = int(cpr[:2]), int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    if seventh <= 3 or (seventh in {4, 9} and year >= 37):
        century = 1900
    elif seventh in {4, 9} or year <= 57:
        century = 2000
    else:
        century = 1800
    try:
        return date(century + year, month, day - 60 if day > 60 else day)
    except ValueError:
        return None


def fault(system: System, value: str, *, demo: bool) -> str | None:
    """What is wrong with a typed number: a code for the sentence on the form, or None."""
    number = normalised(value)
    if system in {System.X_REGIONAL, System.X_MUNICIPAL}:
        return None if re.fullmatch(r"[0-9A-ZÆØÅ]{6,20}", number) else "x_form"
    if not re.fullmatch(r"\d{10}", number) and not (
        system is System.REPLACEMENT and re.fullmatch(r"\d{6}[0-9A-Z]{4}", number)
    ):
        return "ten_digits"
    if not (born_on(number) or system is System.REPLACEMENT):
        return "no_date"
    if demo and not 61 <= int(number[:2]) <= 91:
        return "real_in_demo"
    return None


def day_before(day: date) -> date:
    return day - timedelta(days=1)
