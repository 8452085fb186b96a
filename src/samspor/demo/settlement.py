"""Brings the demo world's organisation into the database: authorities, units, staff, programmes and agreements."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.organisation.actions import give_mandate
from samspor.access.reference import load_organisation
from samspor.access.roles import Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.agreements.rules import Stage
from samspor.demo.dice import Dice
from samspor.demo.names import FAMILY, GIVEN
from samspor.demo.places import EFFORTS, REGION_UNITS, Effort, Site
from samspor.sharing.models import ConsentText
from samspor.sharing.reference import wording
from samspor.sharing.rules import Purpose

LONG_AGO = date(2007, 1, 1)
STAFF_SINCE = date(2015, 8, 1)
PROVIDER_SINCE = date(2021, 1, 1)
PROVIDED_FOR = "Jobcenter Odense"

CAST: dict[str, tuple[str, Role, str | None]] = {
    "anna": ("Anna Holm", Role.SPECIALIST, "Jobcenter Odense"),
    "bo": ("Bo Lund", Role.SPECIALIST, "Jobcenter Odense"),
    "carl": ("Carl Friis", Role.SPECIALIST, "Jobcenter Middelfart"),
    "kirsten": ("Kirsten Bech", Role.CLINICIAN, "Lokalpsykiatri Odense"),
    "lars": ("Lars Krogh", Role.CLINICIAN, "Lokalpsykiatri Odense"),
    "dorte": ("Dorte Vang", Role.TEAM_LEADER, "Jobcenter Odense"),
    "eva": ("Eva Toft", Role.EVALUATOR, "Psykiatriens administration"),
    "freja": ("Freja Ærøskov", Role.CANDIDATE, None),
    "gitte": ("Gitte Rask", Role.COORDINATOR, "Psykiatriens administration"),
    "henrik": ("Henrik Dam", Role.ANALYST, None),
    "ida": ("Ida Skov", Role.LOG_REVIEWER, "Jobcenter Odense"),
    "jens": ("Jens Hede", Role.ADMINISTRATOR, "Jobcenter Odense"),
}
"""Those whom one may be in the demo: name, role and unit."""


@dataclass
class Settlement:
    """Who and what there is, by the keys of `places`: units by code, staff by unit, agreements by site."""

    units: dict[str, Unit] = field(default_factory=dict)
    programmes: dict[str, Programme] = field(default_factory=dict)
    agreements: dict[tuple[str, str], LocalAgreement] = field(default_factory=dict)
    specialists: dict[int, list[Membership]] = field(default_factory=dict)
    clinicians: dict[int, list[Membership]] = field(default_factory=dict)
    cast: dict[str, Membership] = field(default_factory=dict)
    reviewers: dict[int, Membership] = field(default_factory=dict)

    def municipal(self, site: Site) -> Unit:
        return self.units[f"{site.municipality}/{site.unit}"]

    def treatment(self, effort: Effort, site: Site) -> Unit:
        return self.units[f"{effort.region}/{site.treatment}"]


def settle(anchor: date) -> Settlement:
    """Everything but people in treatment. `anchor` is the first of the month in which the world is made."""
    load_organisation()
    made = Settlement()
    _units(made)
    _cast(made)
    provider = _provider(made)
    for effort in EFFORTS:
        _programme(made, effort)
        for site in effort.sites:
            _agreement(made, effort, site, anchor, provider if site.unit == PROVIDED_FOR else None)
    _staff(made)
    _reviewers(made)
    _whom_to_ask(made)
    _consent_texts()
    return made


def _consent_texts() -> None:
    """The texts that the citizens of the demo world see, so that no two processes enter them."""
    for purpose in Purpose:
        text = wording(purpose, "da", date.max)
        ConsentText.objects.get_or_create(
            purpose=purpose,
            version=text.version,
            language=text.language,
            defaults={"body": text.body, "valid_from": text.valid_from},
        )


def recall() -> Settlement:
    """The same, from the database in which it was settled."""
    found = Settlement()
    regions = {
        (code, key): f"{code}/{key}" for code, units in REGION_UNITS.items() for key, _name, _kind in units
    }
    for unit in Unit.objects.select_related("authority"):
        town = unit.authority.code
        found.units[regions.get((town, unit.code), f"{town}/{unit.name}")] = unit
    found.programmes = {programme.code: programme for programme in Programme.objects.all()}
    for agreement in LocalAgreement.objects.select_related("programme", "municipal_unit", "treatment_unit"):
        found.agreements[agreement.programme.code, agreement.municipal_unit.name] = agreement
    by_pk = {unit.pk: unit for unit in found.units.values()}
    for membership in Membership.objects.select_related("user").order_by("pk"):
        if membership.unit_id is not None:
            membership.unit = by_pk[membership.unit_id]
        if membership.user.username in CAST:
            found.cast[membership.user.username] = membership
        if (
            membership.unit is not None
            and membership.unit.authority.sharing_reviewer_id == membership.user_id
        ):
            found.reviewers[membership.unit.authority_id] = membership
        for staff, role in ((found.specialists, Role.SPECIALIST), (found.clinicians, Role.CLINICIAN)):
            if membership.role == role and membership.unit_id is not None:
                staff.setdefault(membership.unit_id, []).append(membership)
    return found


def _units(made: Settlement) -> None:
    regions = {a.code: a for a in Authority.objects.filter(kind=Authority.Kind.REGION)}
    towns = {a.code: a for a in Authority.objects.filter(kind=Authority.Kind.MUNICIPALITY)}
    for code, units in REGION_UNITS.items():
        for key, name, kind in units:
            made.units[f"{code}/{key}"] = _unit(regions[code], key, name, kind, len(made.units))
    for effort in EFFORTS:
        for site in effort.sites:
            key = f"{site.municipality}/{site.unit}"
            if key not in made.units:
                code = "unge" if site.unit_kind == "youth" else "job"
                made.units[key] = _unit(
                    towns[site.municipality], code, site.unit, site.unit_kind, len(made.units)
                )


def _unit(authority: Authority, code: str, name: str, kind: str, number: int) -> Unit:
    phone = f"00 00 {number:02} {{:02}}"  # no Danish number begins with 00
    unit, _ = Unit.objects.get_or_create(
        authority=authority,
        code=code,
        defaults={
            "name": name,
            "kind": kind,
            "valid_from": LONG_AGO,
            "daytime_phone": phone.format(10),
            "acute_phone": phone.format(99) if kind in {"treatment", "trauma"} else "",
        },
    )
    return unit


def _cast(made: Settlement) -> None:
    by_name = {unit.name: unit for unit in made.units.values()}
    for username, (name, role, unit) in CAST.items():
        made.cast[username] = _member(username, name, role, by_name[unit] if unit else None)


def _member(username: str, name: str, role: Role, unit: Unit | None, since: date = STAFF_SINCE) -> Membership:
    phone = f"00 01 {sum(map(ord, username)) % 100:02} {len(username):02}" if unit else ""
    user = User(username=username, name=name, email=f"{username}@example.dk", language="da", phone=phone)
    user.set_unusable_password()  # demo sign-in is by picking a person; hashing takes time and serves nobody
    user.save()
    return Membership.objects.create(user=user, unit=unit, role=role, valid_from=since)


def _provider(made: Settlement) -> Authority:
    """A firm that does IPS work for Odense, by the administrator's mandate. No CVR number begins with 9."""
    jens = made.cast["jens"]
    at = datetime.combine(PROVIDER_SINCE, time(9), UTC)
    unit: Any = jens.unit
    mandate = give_mandate(
        unit.authority, by=jens, at=at, valid_from=PROVIDER_SINCE, name="Medvind Job ApS", code="90000017"
    )
    return mandate.provider


def _programme(made: Settlement, effort: Effort) -> None:
    programme = Programme.objects.create(
        code=effort.code,
        name=effort.name,
        starts_on=effort.starts_on,
        ends_on=effort.ends_on,
        target_group=effort.target_group,
        min_age=effort.min_age,
        max_age=effort.max_age,
        success_rungs=list(effort.success),
        target_citizens=effort.target_citizens,
        target_share=effort.target_share,
        source=effort.source,
    )
    offices = [made.units[key] for key in made.units if key == f"{effort.region}/adm"]
    sides = [unit for site in effort.sites for unit in (made.municipal(site), made.treatment(effort, site))]
    programme.units.set({unit.pk: unit for unit in [*offices, *sides]}.values())
    made.programmes[effort.code] = programme


def _agreement(
    made: Settlement, effort: Effort, site: Site, anchor: date, provider: Authority | None
) -> None:
    dice = Dice("agreement", effort.code, site.unit)
    starts_on = date(*site.from_month, 1) - timedelta(days=31) if site.from_month else effort.starts_on
    ends_on = effort.ends_on and date(effort.ends_on.year + 2, 12, 31)
    if effort.last is None and dice.chance(0.2):
        ends_on = anchor + timedelta(days=dice.whole(35, 75))  # soon: the site warns of it
    made.agreements[effort.code, site.unit] = LocalAgreement.objects.create(
        programme=made.programmes[effort.code],
        municipal_unit=made.municipal(site),
        treatment_unit=made.treatment(effort, site),
        starts_on=starts_on,
        ends_on=ends_on,
        stage=Stage.FOLLOW_UP if site.from_month is None else Stage.SUPERVISION,
        target_group=effort.target_group,
        meeting_weekday=site.weekday,
        meeting_place=f"Mødelokale {dice.whole(1, 4)}, {made.treatment(effort, site).name}",
        meetings=site.meetings,
        office_in_psychiatry=site.office,
        case_consultation=dice.chance(0.5),
        team_form="ips_only" if dice.chance(0.4) else "mixed",
        decision_authority=site.decision,
        consent_is_condition=dice.chance(0.5),
        provider=provider,
    )


def _staff(made: Settlement) -> None:
    """Colleagues of the cast, without logins: specialists as the sites say, clinicians by the courses they follow."""
    wanted: dict[tuple[int, Role], int] = {}
    for effort in EFFORTS:
        for site in effort.sites:
            here, there = made.municipal(site), made.treatment(effort, site)
            key = (here.pk, Role.SPECIALIST)
            wanted[key] = max(wanted.get(key, 0), site.specialists)
            wanted[there.pk, Role.CLINICIAN] = wanted.get((there.pk, Role.CLINICIAN), 1) + max(
                1, site.courses // 60
            )
            wanted[here.pk, Role.TEAM_LEADER] = 1
    units = {unit.pk: unit for unit in made.units.values()}
    held = list(made.cast.values())
    for (unit, role), count in wanted.items():
        there_already = [m for m in held if m.unit_id == unit and m.role == role]
        for number in range(len(there_already), count):
            dice = Dice("staff", units[unit].authority.code, units[unit].code, role, number)
            name = f"{dice.one_of(GIVEN)} {dice.one_of(FAMILY)}"
            there_already.append(_member(f"{role}-{unit}-{number}", name, role, units[unit]))
        for memberships, of_role in ((made.specialists, Role.SPECIALIST), (made.clinicians, Role.CLINICIAN)):
            if role == of_role:
                memberships[unit] = there_already


def _whom_to_ask(made: Settlement) -> None:
    """The contact persons of each agreement: the first specialist of the one unit, the first clinician of the other."""
    for agreement in made.agreements.values():
        there = made.specialists[agreement.municipal_unit_id], made.clinicians[agreement.treatment_unit_id]
        agreement.municipal_contact, agreement.treatment_contact = (_reached(staff[0]) for staff in there)
        agreement.save(update_fields=["municipal_contact", "treatment_contact"])


def _reached(member: Membership) -> str:
    unit: Any = member.unit
    return f"{member.user.name}, {unit.daytime_phone}" if unit.daytime_phone else member.user.name


def _reviewers(made: Settlement) -> None:
    """One named caseworker of each authority decides on what was received when sharing closes; never a leader."""
    named: dict[Authority, User] = {
        made.cast[name].unit.authority: made.cast[name].user  # type: ignore[union-attr]
        for name in ("bo", "lars")
    }
    for memberships in [*made.specialists.values(), *made.clinicians.values()]:
        unit: Any = memberships[0].unit
        named.setdefault(unit.authority, memberships[0].user)
    for authority, user in named.items():
        authority.sharing_reviewer = user
        authority.save(update_fields=["sharing_reviewer"])
