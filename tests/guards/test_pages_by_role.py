"""Every page × every one of the cast: who gets 200, who gets 403 (no such role), who gets 404 (not theirs, or nothing).

The table is `pages_by_role.txt`. A new URL without a row fails; `DRAW=1 pytest tests/guards/test_pages_by_role.py`
draws it anew, to be read line by line before it is committed.
"""

import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import factories as make
from cast import CAST
from samspor.access.roles import ROLES, Role
from samspor.courses.models import Correction, Pause, Referral
from samspor.outcomes.frames import study_of
from samspor.outcomes.models import Delivery, Run
from samspor.people.models import Identifier, PersonAccess
from samspor.sharing.models import Review, ReviewItem

TABLE = Path(__file__).with_name("pages_by_role.txt")
OUT = "-out-"
REGIONAL = {"sharing:treatments", "sharing:start_treatment", "courses:refer"}
"""Pages about a patient; the others with a person are opened for the municipality's record."""
LEFT_OUT = {"access:new_password", "access:oidc", "openid_connect_callback"}
"""Need a one-use link or a provider: tested in tests/access."""


def pages() -> dict[str, Any]:
    """Every named URL with its view."""
    found: dict[str, Any] = {}

    def walk(patterns: Any, space: str = "") -> None:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                walk(entry.url_patterns, f"{space}{entry.namespace}:" if entry.namespace else space)
            elif isinstance(entry, URLPattern) and entry.name:
                found[space + entry.name] = (entry, entry.callback)

    walk(get_resolver().url_patterns)
    return {name: page for name, page in sorted(found.items()) if name not in LEFT_OUT}


@pytest.fixture
def things(world) -> dict[str, Any]:
    """One of everything in Freja's course, Anna's side, that a URL can name."""
    course, anna = world.course, world.anna
    review = Review.objects.create(
        exchange=course.exchange, authority=world.jobcentre.authority, cause="withdrawn", opened_at=make.NOW
    )  # fmt: skip
    note = make.note(course, anna, world.jobcentre)
    number = Identifier.objects.create(
        person=world.municipal, authority=world.jobcentre.authority, system="cpr", value="6101901234"
    )
    Pause.objects.create(course=course, starts_on=make.TODAY)
    correction = Correction.objects.create(
        course=course, to_authority=world.jobcentre.authority, text="…", asked_at=make.NOW
    )
    named = PersonAccess.objects.create(
        person=world.municipal, user=anna, starts_on=date(2025, 1, 1), reason="own employee"
    )
    return {
        "course_id": course.pk,
        "person_id": world.municipal.pk,
        "regional": world.regional.pk,
        "identifier_id": number.pk,
        "access_id": named.pk,
        "consent_id": world.to_region.pk,
        "period_id": world.treatment.pk,
        "review_id": review.pk,
        "referral_id": Referral.objects.get(pk=course.referral_id).pk,
        "contact_id": make.contact(course, anna, world.jobcentre).pk,
        "note_id": note.pk,
        "job_id": make.engagement(course, anna).pk,
        "correction_id": correction.pk,
        "kind": "note",
        "item_id": note.pk,
        "review_item": ReviewItem.objects.create(review=review, kind="note", item_id=note.pk).pk,
        "purpose": "exchange",
        "unit_id": world.jobcentre.pk,
        "user_id": world.bo.pk,
        "membership_id": make.membership(world.bo).pk,
        "mandate_id": 1,
        "authority_id": world.jobcentre.authority_id,
        "programme_id": world.programme.pk,
        "agreement_id": world.agreement.pk,
        "stage": "follow_up",
        "token": "none",
        "code": world.programme.code,
        "through": date(2026, 2, 28),
        "format": "csv",
        "definition": "programme",
        **evaluation(world),
    }


def evaluation(world) -> dict[str, Any]:
    """An edition, one that Gitte asked for, and Eva's delivery."""
    study = asdict(study_of(world.programme, date(2026, 2, 28)))
    manifest = {"study": json.loads(json.dumps(study, default=str)), "study_sha256": "0" * 64}
    Run.objects.create(
        programme=world.programme, through=date(2026, 2, 28), created_at=make.NOW, manifest=manifest
    )
    run = Run.objects.create(
        programme=world.programme, through=date(2025, 12, 31), created_at=make.NOW, state="done", asked_by=world.gitte,
        asked_from=make.membership(world.gitte), manifest=manifest,
    )  # fmt: skip
    eva = make.membership(world.eva)
    delivery = Delivery.objects.create(
        programme=world.programme, uploaded_by=world.eva, uploaded_from=eva, uploaded_at=make.NOW,
        through=date(2025, 12, 31), rungs={"job": ""},
    )  # fmt: skip
    return {"number": run.pk, "delivery": delivery.pk}


def address(name: str, entry: URLPattern, things: dict[str, Any]) -> str:
    words = {key: things[key] for key in entry.pattern.converters}
    if name in REGIONAL:
        words["person_id"] = things["regional"]
    if name in {"reports:delivery", "reports:delete_delivery"}:
        words["number"] = things["delivery"]
    if name == "reports:study_folder":
        words["through"] = date(2025, 12, 31)
    if name == "sharing:decide":
        words["item_id"] = things["review_item"]
    return reverse(name, kwargs=words)


def row(name: str, entry: URLPattern, things: dict[str, Any], clients: dict[str, Client]) -> str:
    url = address(name, entry, things)
    statuses = [clients[who].get(url).status_code for who in [*CAST, OUT]]
    return f"{name:34}" + "".join(f"{status:>8}" for status in statuses)


@pytest.mark.slow
def test_every_page_for_every_one_of_the_cast(world, things, as_):
    clients = {name: as_(name) for name in CAST} | {OUT: Client()}
    head = f"{'page':34}" + "".join(f"{name:>8}" for name in [*CAST, OUT])
    drawn = [head, *(row(name, entry, things, clients) for name, (entry, _view) in pages().items())]
    if os.environ.get("DRAW"):
        TABLE.write_text("\n".join(drawn) + "\n", encoding="utf-8")
    assert drawn == TABLE.read_text(encoding="utf-8").splitlines()


def names_a_row(name: str) -> bool:
    """The page's URL holds the key of case data."""
    keys = pages()[name][0].pattern.converters
    return name.startswith(("courses:", "sharing:", "people:")) and any(key.endswith("_id") for key in keys)


ROLE_OF = dict(
    zip(
        CAST,
        [
            Role.SPECIALIST, Role.SPECIALIST, Role.SPECIALIST, Role.CLINICIAN, Role.CLINICIAN, Role.TEAM_LEADER,
            Role.EVALUATOR, Role.CANDIDATE, Role.COORDINATOR, Role.ANALYST, Role.LOG_REVIEWER, Role.ADMINISTRATOR,
        ],
        strict=True,
    )
)  # fmt: skip


def rows_of(table: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in table.splitlines() if line}


def faults(table: str, name: str) -> list[str]:
    """Read from the other end: who lacks the page's permission has 403, the signed out are sent to sign in."""
    if name not in rows_of(table):
        return [f"{name}: a new URL needs its row in {TABLE.name}"]
    *statuses, out = rows_of(table)[name]
    _entry, view = pages()[name]
    found = [] if out == "302" else [f"{name}: {out} for somebody not signed in"]
    for who, status in zip(CAST, statuses, strict=True):
        permitted = bool(set(view.permissions) & ROLES[ROLE_OF[who]])
        if (status == "403") == permitted:
            found.append(f"{name}: {who} has {status}")
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("name", [n for n, (_entry, view) in pages().items() if hasattr(view, "permissions")])
def test_the_table_agrees_with_the_roles(name):
    assert faults(TABLE.read_text(encoding="utf-8"), name) == []


@pytest.mark.one_database
@pytest.mark.parametrize("name", [n for n in pages() if names_a_row(n)])
def test_nobody_from_another_municipality_opens_a_row(name):
    """Carl may have the role, never the row: where a URL names something of Freja's, he gets 403 or 404."""
    carl = rows_of(TABLE.read_text(encoding="utf-8"))[name][CAST.index("carl")]
    assert carl in {"403", "404", "405"}


@pytest.mark.one_database
def test_the_guard_bites():
    """A page open to a role without the permission, to the signed out, or without its row is seen."""
    table = TABLE.read_text(encoding="utf-8")
    line = next(line for line in table.splitlines() if line.startswith("courses:close "))
    assert faults(table.replace(line, line.replace("403", "200", 1)), "courses:close")
    assert faults(table.replace(line, line.replace("302", "200")), "courses:close")
    assert faults(table.replace(line, ""), "courses:close")
