"""How a row of the drawn table becomes a situation for the rule and rows in the database. One plain case, and what
differs from it: Kirsten (treatment team) wrote about symptoms and released it; Anna (jobcentre) reads on the day."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import factories as make
from samspor.access.models import Membership, Unit
from samspor.access.roles import Role
from samspor.agreements.rules import AgreementFacts, Stage
from samspor.courses.models import Course, Note
from samspor.people.models import Person, PersonAccess
from samspor.sharing.models import ConsentCategory, ConsentRecipient, Exchange, Review, ReviewItem
from samspor.sharing.reference import max_months
from samspor.sharing.rules import (
    Category,
    Channel,
    ConsentFacts,
    Days,
    PairAgreement,
    Purpose,
    Situation,
    TreatmentFacts,
)

TODAY = make.TODAY
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)
ALWAYS = (make.LONG_AGO, None)
ALL = tuple(Category)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@dataclass(frozen=True)
class C:
    """A consent: by default the plain one, from the treatment team to the jobcentre, all kinds ticked one by one."""

    purpose: Purpose = Purpose.EXCHANGE
    person: str = "regional"
    giver: str = "team"
    to: tuple[str, ...] = ("jobcentre",)
    categories: tuple[Category, ...] = ALL
    given: date = date(2025, 9, 1)
    first: date | None = None
    last: date = date(2026, 8, 31)
    basis: str = "sul_43"
    withdrawn: date | None = None
    withdrawn_categories: tuple[Category, ...] = ()
    withdrawn_recipients: tuple[str, ...] = ()

    @property
    def facts(self) -> ConsentFacts:
        return ConsentFacts(
            purpose=self.purpose,
            person=self.person,
            from_unit=self.giver,
            to_units=frozenset(self.to) - set(self.withdrawn_recipients),
            categories=frozenset(self.categories) - set(self.withdrawn_categories),
            given_on=self.given,
            valid_from=self.first or self.given,
            valid_to=self.last,
            max_months=max_months(self.basis),
            withdrawn_on=self.withdrawn,
        )


BACK = C(person="municipal", giver="jobcentre", to=("team",), basis="gdpr_consent")


@dataclass(frozen=True)
class T:
    """A treatment period: by default at the team, confirmed a month ago."""

    person: str = "regional"
    unit: str = "team"
    first: date = date(2025, 6, 1)
    ended: date | None = None
    confirmed: date = date(2026, 2, 1)

    @property
    def facts(self) -> TreatmentFacts:
        return TreatmentFacts(self.person, self.unit, self.first, self.ended, self.confirmed)


@dataclass(frozen=True)
class A:
    """An agreement: by default between the jobcentre and the team, long since in force."""

    programme: str = "ips"
    municipal: str = "jobcentre"
    treatment: str = "team"
    first: date = date(2021, 1, 1)
    last: date | None = None
    stage: Stage = Stage.FOLLOW_UP

    @property
    def facts(self) -> PairAgreement:
        terms = AgreementFacts(self.first, self.last, self.stage)
        return PairAgreement(
            self.programme, self.municipal, self.treatment, terms, self.programme != "support"
        )


@dataclass(frozen=True)
class Case:
    """A row: what it says, whether the item may be read, and what differs from the plain case."""

    says: str
    expected: bool
    reader: str = "jobcentre"
    owner: str = "team"
    category: Category = Category.SYMPTOMS
    released: date | None = date(2025, 10, 1)
    given_up: date | None = None
    is_derived: bool = False
    assigned: tuple[tuple[date, date | None], ...] = ((date(2025, 9, 8), None),)
    cover: bool = False
    is_restricted: bool = False
    named: tuple[tuple[date, date | None], ...] = ()
    consents: tuple[C, ...] = (C(), BACK)
    treatments: tuple[T, ...] = (T(),)
    agreements: tuple[A, ...] = (A(),)
    programme: str = "ips"
    has_exchange: bool = True
    moved: date | None = None
    units: dict[str, tuple[date, date | None]] = field(default_factory=dict)
    authorities: dict[str, tuple[date, date | None]] = field(default_factory=dict)

    @property
    def situation(self) -> Situation:
        spans = [d.get(u, ALWAYS) for u in ("jobcentre", "team") for d in (self.units, self.authorities)]
        channel = Channel(
            programme=self.programme,
            municipal_unit="jobcentre",
            municipal_person="municipal",
            treatment_unit="team",
            regional_person="regional",
            opened_on=date(2025, 9, 8),
            closed_on=self.moved,
            units=tuple(Days(*span) for span in spans),
            consents=tuple(c.facts for c in self.consents),
            treatments=tuple(t.facts for t in self.treatments),
            agreements=tuple(a.facts for a in self.agreements),
        )
        return Situation(
            on=TODAY,
            owner_unit=self.owner,
            category=self.category,
            reader_unit=self.reader,
            assigned=tuple(Days(*span) for span in self.assigned),
            channel=channel if self.has_exchange else None,
            released_at=at(self.released),
            given_up_at=at(self.given_up),
            is_derived=self.is_derived,
            is_restricted=self.is_restricted,
            named=tuple(Days(*span) for span in self.named),
        )


def at(day: date | None) -> datetime | None:
    return datetime.combine(day, time(11), UTC) if day else None


# --- the same rows in the database --------------------------------------------------------------------------
@dataclass
class Built:
    case: Case
    note: Note
    course: Course
    reader: Membership
    exchange: Exchange | None


_numbers = itertools.count(1)


def build(case: Case) -> Built:
    """Authorities, units, people and agreements of their own, so that many cases stand side by side."""
    n = next(_numbers)
    units = _units(case, n)
    staff = make.staff(f"staff{n}", Role.CLINICIAN, units["team"])
    side = Role.CLINICIAN if case.reader in {"team", "other_team"} else Role.SPECIALIST
    reader = make.membership(make.staff(f"reader{n}", side, units[case.reader]))
    people = _people(units, case)
    programmes, made = _agreements(case, units, n)
    course = _course(case, units, people, programmes, made, staff)
    for consent in case.consents:
        _consent(consent, units, people, staff)
    for t in case.treatments:
        words = {
            "starts_on": t.first,
            "ends_on": t.ended,
            "reconfirmed_on": t.confirmed,
            "unit": units[t.unit],
        }
        make.treatment(people[t.person], staff, **words)
    for first, last in case.assigned:
        kind = "cover" if case.cover else "specialist"
        make.assign(
            course, reader.user, units[case.reader], kind, starts_on=first, ends_on=last, reason="ferie"
        )
    own = people["regional" if case.reader in {"team", "other_team"} else "municipal"]
    for first, last in case.named:
        PersonAccess.objects.create(person=own, user=reader.user, starts_on=first, ends_on=last, reason="…")
    note = make.note(
        course,
        staff,
        units[case.owner],
        category=case.category,
        is_derived=case.is_derived,
        created_at=at(ago(200)),
    )
    note.released_at = at(case.released)
    note.save()
    if course.exchange:
        course.exchange.closed_on = case.moved
        course.exchange.save()
    if case.given_up:
        _give_up(course.exchange, note, reader, at(case.given_up))
    return Built(case, note, course, reader, course.exchange)


def _agreements(case: Case, units: dict[str, Unit], n: int) -> tuple[dict, list]:
    programmes = {
        code: make.programme(
            code=f"{code}-{n}", psychiatry_setting="other" if code == "support" else "regional"
        )
        for code in ("ips", "other", "support")
    }
    made = [
        make.agreement(
            programmes[a.programme], units[a.municipal], units[a.treatment],
            starts_on=a.first, ends_on=a.last, stage=a.stage,
        )
        for a in case.agreements
    ]  # fmt: skip
    return programmes, made


def _units(case: Case, n: int) -> dict[str, Unit]:
    made = {}
    for name, kind in [
        ("jobcentre", "employment"), ("youth", "employment"), ("middelfart", "employment"),
        ("team", "treatment"), ("other_team", "treatment"),
    ]:  # fmt: skip
        code = {"youth": "jobcentre", "other_team": "team"}.get(name, name)
        since, until = case.authorities.get(code, ALWAYS)
        authority = make.authority(
            code, kind="region" if code == "team" else "municipality", code=f"{code[0]}{n}",
            valid_from=since, valid_to=until,
        )  # fmt: skip
        since, until = case.units.get(name, ALWAYS)
        made[name] = make.unit(authority, name, kind=kind, valid_from=since, valid_to=until)
    return made


def _people(units: dict[str, Unit], case: Case) -> dict[str, Person]:
    restricted = {"is_restricted": case.is_restricted}
    return {
        "municipal": make.person(units["jobcentre"], **restricted),
        "regional": make.person(units["team"], **restricted),
        "somebody": make.person(units["team"], "En", "Anden"),
    }


def _course(case: Case, units: dict, people: dict, programmes: dict, made: list, staff: Any) -> Course:
    plain = make.agreement(
        programmes[case.programme], units["jobcentre"], units["team"],
        starts_on=date(2015, 1, 1), ends_on=date(2015, 12, 31),
    )  # fmt: skip
    first = next((a for a in made if a.programme_id == plain.programme_id), plain)
    has_pair = (first.municipal_unit_id, first.treatment_unit_id) == (units["jobcentre"].pk, units["team"].pk)
    agreement = first if has_pair else plain
    return make.course(
        agreement, people["municipal"], people["regional"] if case.has_exchange else None, staff
    )


def _consent(c: C, units: dict, people: dict, staff: Any) -> None:
    made = make.consent(
        people[c.person], None, staff, purpose=c.purpose, from_unit=units[c.giver], categories=c.categories,
        given_on=c.given, valid_from=c.first or c.given, valid_to=c.last, permission_basis=c.basis,
        withdrawn_at=at(c.withdrawn),
    )  # fmt: skip
    for to in c.to:
        withdrawn = at(TODAY) if to in c.withdrawn_recipients else None
        ConsentRecipient.objects.create(consent=made, unit=units[to], withdrawn_at=withdrawn)
    ConsentCategory.objects.filter(consent=made, category__in=c.withdrawn_categories).update(
        withdrawn_at=at(TODAY)
    )


def _give_up(exchange: Exchange, note: Note, reader: Membership, decided_at: datetime | None) -> None:
    review = Review.objects.create(
        exchange=exchange, authority_id=reader.authority_id, cause="withdrawn", opened_at=decided_at
    )
    ReviewItem.objects.create(
        review=review,
        kind="note",
        item_id=note.pk,
        decision="delete",
        archive_reference="SA-1",
        decided_at=decided_at,
    )


def may_read_in_database(built: Built) -> bool:
    """The way of a page: the course through the gate, its items through `disclosed_to`."""
    courses = Course.objects.filter(Course.objects.all().within(built.reader, TODAY))
    notes = Note.objects.filter(pk=built.note.pk, course__in=courses)
    return notes.disclosed_to(built.reader, TODAY).exists()
