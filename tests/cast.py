"""The cast and their world: two authorities, one candidate, everybody who may and may not see her course."""

from dataclasses import dataclass
from typing import Any

import factories as make
from samspor.access.models import Unit, User
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.courses.models import Course
from samspor.people.models import Person
from samspor.sharing.models import Consent, TreatmentPeriod

CAST = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]


@dataclass
class World:
    """Anna (specialist) and Kirsten (clinician) have Freja's course; Bo and Lars sit beside them; Carl works in
    another municipality; Dorte leads, Eva evaluates, Gitte coordinates, Henrik analyses, Ida reads the log, Jens
    administers."""

    jobcentre: Unit
    middelfart: Unit
    team: Unit
    middelfart_team: Unit
    office: Unit
    programme: Programme
    agreement: LocalAgreement
    anna: User
    bo: User
    carl: User
    kirsten: User
    lars: User
    dorte: User
    eva: User
    freja: User
    gitte: User
    henrik: User
    ida: User
    jens: User
    municipal: Person
    regional: Person
    to_municipality: Consent
    to_region: Consent
    treatment: TreatmentPeriod
    course: Course

    def user(self, name: str) -> User:
        return getattr(self, name)


def units() -> dict[str, Unit]:
    region = make.authority("Region Syddanmark", kind="region", code="1083")
    odense = make.authority("Odense", code="0461", region=region)
    middelfart = make.authority("Middelfart", code="0410", region=region)
    return {
        "jobcentre": make.unit(odense, "Jobcenter Odense"),
        "middelfart": make.unit(middelfart, "Jobcenter Middelfart"),
        "team": make.unit(region, "Lokalpsykiatri Odense", kind="treatment"),
        "middelfart_team": make.unit(region, "Lokalpsykiatri Middelfart", kind="treatment"),
        "office": make.unit(region, "Psykiatriens administration", kind="office"),
    }


def people(at: dict[str, Unit]) -> dict[str, User]:
    return {
        "anna": make.staff("anna", Role.SPECIALIST, at["jobcentre"], "Anna Holm"),
        "bo": make.staff("bo", Role.SPECIALIST, at["jobcentre"], "Bo Lund"),
        "carl": make.staff("carl", Role.SPECIALIST, at["middelfart"], "Carl Friis"),
        "kirsten": make.staff("kirsten", Role.CLINICIAN, at["team"], "Kirsten Bech"),
        "lars": make.staff("lars", Role.CLINICIAN, at["team"], "Lars Krogh"),
        "dorte": make.staff("dorte", Role.TEAM_LEADER, at["jobcentre"], "Dorte Vang"),
        "eva": make.staff("eva", Role.EVALUATOR, at["office"], "Eva Toft"),
        "freja": make.staff("freja", Role.CANDIDATE, None, "Freja Ærøskov"),
        "gitte": make.staff("gitte", Role.COORDINATOR, at["office"], "Gitte Rask"),
        "henrik": make.staff("henrik", Role.ANALYST, None, "Henrik Dam"),
        "ida": make.staff("ida", Role.LOG_REVIEWER, at["jobcentre"], "Ida Skov"),
        "jens": make.staff("jens", Role.ADMINISTRATOR, at["jobcentre"], "Jens Hede"),
    }


def build() -> World:
    """Consent both ways, treatment and agreement are in order; one course, searching."""
    at = units()
    who = people(at)
    for unit, reviewer in [(at["jobcentre"], who["bo"]), (at["team"], who["lars"])]:
        unit.authority.sharing_reviewer = reviewer
        unit.authority.save()
    programme = make.programme()
    programme.units.set(at.values())
    agreement = make.agreement(programme, at["jobcentre"], at["team"])
    make.agreement(programme, at["middelfart"], at["middelfart_team"])
    return World(**at, **who, programme=programme, agreement=agreement, **candidate(at, who, agreement))


def candidate(at: dict[str, Unit], who: dict[str, User], agreement: LocalAgreement) -> dict[str, Any]:
    municipal = make.person(at["jobcentre"], user=who["freja"])
    regional = make.person(at["team"], user=who["freja"])
    course = make.course(agreement, municipal, regional, who["kirsten"])
    make.assign(course, who["anna"], at["jobcentre"], "specialist")
    make.assign(course, who["kirsten"], at["team"], "clinician")
    return {
        "municipal": municipal,
        "regional": regional,
        "to_municipality": make.consent(regional, at["jobcentre"], who["kirsten"]),
        "to_region": make.consent(municipal, at["team"], who["anna"]),
        "treatment": make.treatment(regional, who["kirsten"]),
        "course": course,
    }
