"""The cast, their world, and the frozen day on which every test happens."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

os.environ.setdefault("SAMSPOR_MODE", "test")


@pytest.fixture(autouse=True)
def frozen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Monday 2 March 2026, ten in the morning in Denmark. A browser test lives in real time."""
    if request.node.get_closest_marker("browser") or "ipseval" in str(request.node.path):
        yield
        return
    import time_machine

    from factories import NOW

    with time_machine.travel(NOW, tick=False):
        yield


@dataclass
class World:
    """Everybody and everything that the tests' stories are about."""

    jobcentre: object
    middelfart: object
    team: object
    middelfart_team: object
    programme: object
    agreement: object
    anna: object
    bo: object
    carl: object
    kirsten: object
    lars: object
    dorte: object
    eva: object
    freja: object
    gitte: object
    henrik: object
    ida: object
    jens: object
    municipal: object
    regional: object
    to_municipality: object
    to_region: object
    treatment: object
    course: object

    def user(self, name: str):
        return getattr(self, name)


CAST = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]


@pytest.fixture
def world(db) -> World:
    """Anna has Freja's course; Kirsten treats her. Consent both ways, treatment and agreement are in order."""
    import factories as make

    from samspor.access.roles import Role

    region = make.authority("Region Syddanmark", kind="region", code="1083")
    odense = make.authority("Odense", code="0461", region=region)
    middelfart_authority = make.authority("Middelfart", code="0410", region=region)
    jobcentre = make.unit(odense, "Jobcenter Odense")
    middelfart = make.unit(middelfart_authority, "Jobcenter Middelfart")
    team = make.unit(region, "Lokalpsykiatri Odense", kind="treatment")
    middelfart_team = make.unit(region, "Lokalpsykiatri Middelfart", kind="treatment")
    office = make.unit(region, "Psykiatriens administration", kind="office")
    programme = make.programme()
    programme.units.set([jobcentre, middelfart, team, middelfart_team, office])
    agreement = make.agreement(programme, jobcentre, team)
    make.agreement(programme, middelfart, middelfart_team)
    people = {
        "anna": make.staff("anna", Role.SPECIALIST, jobcentre, "Anna Holm"),
        "bo": make.staff("bo", Role.SPECIALIST, jobcentre, "Bo Lund"),
        "carl": make.staff("carl", Role.SPECIALIST, middelfart, "Carl Friis"),
        "kirsten": make.staff("kirsten", Role.CLINICIAN, team, "Kirsten Bech"),
        "lars": make.staff("lars", Role.CLINICIAN, team, "Lars Krogh"),
        "dorte": make.staff("dorte", Role.TEAM_LEADER, jobcentre, "Dorte Vang"),
        "eva": make.staff("eva", Role.EVALUATOR, office, "Eva Toft"),
        "freja": make.staff("freja", Role.CANDIDATE, None, "Freja Ærøskov"),
        "gitte": make.staff("gitte", Role.COORDINATOR, office, "Gitte Rask"),
        "henrik": make.staff("henrik", Role.ANALYST, None, "Henrik Dam"),
        "ida": make.staff("ida", Role.LOG_REVIEWER, jobcentre, "Ida Skov"),
        "jens": make.staff("jens", Role.ADMINISTRATOR, jobcentre, "Jens Hede"),
    }
    for authority, reviewer in [(odense, people["dorte"]), (region, people["lars"])]:
        authority.sharing_reviewer = reviewer
        authority.save()
    municipal = make.person(jobcentre, user=people["freja"])
    regional = make.person(team, user=people["freja"])
    course = make.course(agreement, municipal, regional, people["kirsten"])
    make.assign(course, people["anna"], jobcentre, "specialist")
    make.assign(course, people["kirsten"], team, "clinician")
    return World(
        jobcentre=jobcentre,
        middelfart=middelfart,
        team=team,
        middelfart_team=middelfart_team,
        programme=programme,
        agreement=agreement,
        municipal=municipal,
        regional=regional,
        to_municipality=make.consent(regional, jobcentre, people["kirsten"]),
        to_region=make.consent(municipal, team, people["anna"]),
        treatment=make.treatment(regional, people["kirsten"]),
        course=course,
        **people,
    )


@pytest.fixture
def as_(world) -> Callable:
    """A client signed in as one of the cast: `as_("anna").get("/courses/")`."""
    from django.test import Client

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(world.user(name), backend="samspor.access.sign_in.local.LocalBackend")
        return client

    return signed_in


@pytest.fixture
def by(world) -> Callable:
    """A cast member's membership, as actions take it: `by("anna")`."""
    import factories as make

    return lambda name: make.membership(world.user(name))
