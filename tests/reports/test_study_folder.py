"""The study folder that an evaluator takes along: who is in it, what it says, who may take it, and that it runs."""

import io
import json
import re
import tomllib
import zipfile
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from django.test import Client

import factories as make
from evaluation import AT, QUARTER, words
from ipseval import run
from ipseval.cli import main
from ipseval.study.file import parse_study
from samspor.access.models import AuditEvent
from samspor.outcomes.folder import study_toml
from samspor.outcomes.frames import frames, study_of
from samspor.outcomes.rules import Share, share

pytestmark = pytest.mark.slow

FORM = "/runs/study/ips-syddanmark/"
PAGE = f"{FORM}2025-12-31/programme/"


def taken(client: Client, page: str = PAGE) -> dict[str, str]:
    answer = client.post(page)
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        return {name: files.read(name).decode() for name in files.namelist()}


def people_in(files: dict[str, str]) -> set[str]:
    return set(pl.read_csv(io.StringIO(files["courses.csv"]))["person"])


def test_the_way_to_the_folder(as_, people) -> None:
    eva = as_("eva")
    assert "ipseval" in words(eva.get(FORM))
    answer = eva.post(FORM, {"through": "2025-12-31", "definition": "programme"})
    assert answer.url == PAGE
    read = words(eva.get(PAGE))
    assert "20 af 31" in read
    assert "Din myndighed har ansvaret for den" in read


def test_ipseval_answers_it_as_it_is(as_, world, people, tmp_path) -> None:
    files = taken(as_("eva"))
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 0
    assert main(["run", str(tmp_path)]) == 0
    figures = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    facts = frames(world.programme, QUARTER, None, [person.pk for person in people[:20]])
    same = run(study_of(world.programme, QUARTER), facts.tables()).content()["figures"]
    assert [figure["measure"] for figure in figures] == [figure["measure"] for figure in same]
    for there, here in zip(
        figures, same, strict=True
    ):  # summed in another order: the random names sort otherwise
        assert there == {
            name: pytest.approx(value, rel=1e-9) if isinstance(value, float) else value
            for name, value in here.items()
        }
    main_one = next(f for f in figures if f["measure"] == "work_or_education" and f["site"] is None)
    assert (main_one["numerator"], main_one["n"]) == (12, 20)


def test_nobody_is_named_in_it(as_, people) -> None:
    whole = "\n".join(taken(as_("eva")).values())
    assert "Prøvenavn" not in whole
    assert "Gartneri" not in whole
    for person in people:
        assert str(person.pk) not in whole
    assert not re.search(r"61019\d{5}|61019\d-\d{4}", whole)


def test_two_folders_cannot_be_joined_by_name_or_order(as_, people) -> None:
    eva = as_("eva")
    first, second = taken(eva), taken(eva)
    assert len(people_in(first)) == len(people_in(second)) == 20
    assert not people_in(first) & people_in(second)
    order = pl.read_csv(io.StringIO(first["courses.csv"]))["person"].to_list()
    assert order == sorted(order)


CHANGES = {
    "withdrawn": lambda c, w: {"withdrawn_at": AT},
    "run out": lambda c, w: {"valid_to": date(2026, 3, 1)},
    "not begun": lambda c, w: {"valid_from": date(2026, 3, 3)},
    "on a basis that permits nothing": lambda c, w: {"permission_basis": "none"},
    "for something else": lambda c, w: {"purpose": "satisfaction"},
    "from another unit's hand": lambda c, w: {"from_unit": w.middelfart},
}


@pytest.mark.parametrize("what", CHANGES)
def test_without_a_live_consent_nobody_is_in_it(as_, world, people, what) -> None:
    consent = people[0].consents.get(purpose="evaluation")
    for name, value in CHANGES[what](consent, world).items():
        setattr(consent, name, value)
    consent.save()
    assert len(people_in(taken(as_("eva")))) == 19


@pytest.mark.parametrize("to", ["jobcentre", "words", "withdrawn"])
def test_the_consent_names_the_evaluators_authority(as_, world, people, to) -> None:
    recipient = people[0].consents.get(purpose="evaluation").recipients.get()
    if to == "jobcentre":
        recipient.unit = world.jobcentre
    elif to == "words":
        recipient.unit, recipient.other = None, "Regionens evaluator"
    else:
        recipient.withdrawn_at = AT
    recipient.save()
    assert len(people_in(taken(as_("eva")))) == 19


def test_whoever_said_no_on_the_other_side_is_not_in_it(as_, world, people) -> None:
    make.consent(world.municipal, world.office, world.anna, purpose="evaluation", categories=[])
    assert len(people_in(taken(as_("eva")))) == 21
    refused = make.consent(world.regional, world.jobcentre, world.kirsten, purpose="evaluation")
    refused.withdrawn_at = AT
    refused.save()
    assert len(people_in(taken(as_("eva")))) == 20


@pytest.mark.parametrize(
    ("everybody", "consented", "found"),
    [
        (30, 20, Share(30, 20, may_leave=True)),
        (30, 4, Share()),
        (30, 0, Share()),
        (0, 0, Share()),
        (30, 25, Share(30, 25, may_leave=True)),
        (30, 26, Share()),
        (30, 29, Share()),
        (30, 30, Share(30, 30, may_leave=True)),
        (5, 5, Share(5, 5, may_leave=True)),
    ],
)
def test_nothing_about_few_nor_about_the_few_that_are_missing(everybody, consented, found) -> None:
    assert share(everybody=everybody, consented=consented) == found


def test_too_few_get_no_file_and_read_no_count(as_, world, people) -> None:
    for person in people[4:20]:
        person.consents.filter(purpose="evaluation").delete()
    eva = as_("eva")
    read = words(eva.get(PAGE))
    assert "Mappen kan ikke laves" in read
    assert "4 af" not in read
    answer = eva.post(PAGE)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert not AuditEvent.objects.filter(event="study.download", count__gt=0).exists()


def test_the_share_stands_in_the_folder(as_, people) -> None:
    why = taken(as_("eva"))["why.md"]
    assert "20 af 31 personer" in why
    assert "11 personer uden samtykke" in why


def test_the_file_is_neutral_and_kept_nowhere(as_, people) -> None:
    answer = as_("eva").post(PAGE)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="samspor-undersoegelse-2026-03-02.zip"'
    )


def test_who_took_it_and_who_is_in_it_stands_in_the_log(as_, world, people) -> None:
    as_("eva").post(PAGE)
    event = AuditEvent.objects.get(event="study.download", count__gt=0)
    assert (event.user_id, event.outcome, event.count) == (world.eva.pk, "ok", 20)
    inside = {f"course:{course.pk}" for person in people[:20] for course in person.courses.all()}
    assert set(event.shown) == inside


@pytest.mark.parametrize("page", [FORM, PAGE])
def test_only_an_evaluator_of_the_programme(as_, world, people, page) -> None:
    assert Client().get(page).status_code == 302
    for name in ("anna", "kirsten", "dorte", "gitte", "henrik", "freja", "ida", "jens"):
        assert as_(name).get(page).status_code == 403
        assert as_(name).post(page).status_code == 403
    make.programme(code="ips-other", name="IPS andetsteds")
    for code in ("ips-other", "ips-none"):
        assert as_("eva").get(page.replace("ips-syddanmark", code)).status_code == 404
        assert as_("eva").post(page.replace("ips-syddanmark", code)).status_code == 404


@pytest.mark.parametrize(
    "page",
    [
        f"{FORM}2025-12-30/programme/",
        f"{FORM}2026-03-31/programme/",
        f"{FORM}2020-12-31/programme/",
        f"{FORM}2025-12-31/diagnosis/",
    ],
)
def test_only_whole_quarters_and_fixed_definitions(as_, people, page) -> None:
    assert as_("eva").get(page).status_code == 404
    assert as_("eva").post(page).status_code == 404


def test_a_choice_that_is_none_is_told(as_, people) -> None:
    answer = as_("eva").post(FORM, {"through": "2025-12-30", "definition": "programme"})
    assert answer.status_code == 422
    assert 'href="#id_through' in answer.content.decode()


@pytest.mark.parametrize("definition", ["programme", "work_or_education", "work"])
def test_the_study_file_says_the_study(world, definition) -> None:
    from samspor.outcomes.frames import Question

    study = study_of(world.programme, QUARTER, Question(definition))
    files = {name: f"{name}.csv" for name in ("courses", "spells", "observed")}
    assert parse_study(tomllib.loads(study_toml(study, "da"))) == replace(study, files=files)


@pytest.mark.parametrize("page", [FORM, PAGE])
def test_the_pages_ask_the_database_little(as_, people, page, django_assert_max_num_queries) -> None:
    eva = as_("eva")
    with django_assert_max_num_queries(12):
        assert eva.get(page).status_code == 200
