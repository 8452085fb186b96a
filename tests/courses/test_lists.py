"""My candidates, my patients in IPS, the unit's courses: searched, filtered, sorted, exported, on record."""

from datetime import date

import pytest

import factories as make
from samspor.access import audit
from samspor.access.models import AuditEvent

pytestmark = pytest.mark.slow


@pytest.fixture
def fifty(world):
    """Fifty courses of Anna's, every other one with Kirsten's team."""
    courses = []
    for n in range(50):
        municipal = make.person(world.jobcentre, f"Person{n:02}", "Ågård" if n % 2 else "Zachariassen")
        regional = make.person(world.team, f"Person{n:02}", "Ågård") if n % 2 else None
        course = make.course(world.agreement, municipal, regional, world.kirsten)
        make.assign(course, world.anna, world.jobcentre, "specialist")
        if regional:
            make.assign(course, world.kirsten, world.team, "clinician")
        make.contact(course, world.anna, world.jobcentre, on=date(2026, 1, n % 28 + 1))
        courses.append(course)
    return courses


@pytest.mark.parametrize(("who", "path"), [
    ("anna", "/courses/"), ("kirsten", "/courses/"), ("anna", "/courses/unit/"), ("dorte", "/courses/unit/"),
    ("kirsten", "/courses/unit/"), ("anna", "/courses/?export=csv"),
])  # fmt: skip
def test_queries_do_not_grow(fifty, as_, who, path, django_assert_max_num_queries):
    client = as_(who)
    client.get(path)
    with django_assert_max_num_queries(12):
        assert client.get(path).status_code == 200


def test_queries_do_not_grow_with_cover(fifty, world, as_, django_assert_max_num_queries):
    for course in fifty[:10]:
        make.assign(
            course,
            world.bo,
            world.jobcentre,
            "cover",
            starts_on=make.TODAY,
            ends_on=make.TODAY,
            reason="illness",
        )
    client = as_("dorte")
    client.get("/courses/unit/")
    with django_assert_max_num_queries(12):
        page = client.get("/courses/unit/").content.decode()
    assert "Afløsning nu" in page


def test_danish_order(fifty, as_):
    first, second = (as_("anna").get(f"/courses/?sort=name&page={n}").content.decode() for n in (1, 2))
    assert "Zachariassen" in first
    assert "Ågård" not in first
    assert second.index("Ærøskov") < second.index("Ågård")


def test_search_is_by_post_and_nothing_of_it_stands_in_the_address(world, fifty, as_):
    client = as_("anna")
    answer = client.post("/courses/", {"words": "ÆRØ fre"})
    assert answer.status_code == 302
    assert "fre" not in answer.url.lower().split("found=")[0]
    page = client.get(answer.url).content.decode()
    assert "Ærøskov" in page
    assert "Person01" not in page
    row = AuditEvent.objects.exclude(search=None).latest("pk")
    assert audit.searched(row) == "ÆRØ fre"
    elsewhere = as_("kirsten").get(answer.url).content.decode()
    assert "Person01" in elsewhere, "the token means nothing in another session"


def test_a_miss_and_a_forbidden_hit_look_the_same(world, as_):
    secret = make.person(world.middelfart, "Hemmelig", "Jensen")
    make.course(
        make.agreement(make.programme(code="y"), world.middelfart, world.middelfart_team),
        secret,
        None,
        world.carl,
    )
    client = as_("anna")
    for words in ("Hemmelig", "Findesikke"):
        page = client.get(client.post("/courses/", {"words": words}).url).content.decode()
        assert "Ingen blev fundet" in page


def test_filtered_by_phase(world, as_):
    make.engagement(world.course, world.anna)
    client = as_("anna")
    assert "Freja" in client.get("/courses/?phase=follow_along").content.decode()
    assert "Freja" not in client.get("/courses/?phase=searching").content.decode()
    world.course.ended_on, world.course.end_reason = date(2026, 2, 1), "goal"
    world.course.save()
    assert "Freja" not in client.get("/courses/").content.decode()
    assert "Freja" in client.get("/courses/?phase=ended").content.decode()


def test_a_filter_does_not_tell_the_clinician_what_is_closed(world, as_):
    world.to_region.withdrawn_at = make.NOW
    world.to_region.save()
    client = as_("kirsten")
    assert "Freja" in client.get("/courses/").content.decode()
    for phase in ("accepted", "searching", "follow_along", "paused", "ended"):
        assert "Freja" not in client.get(f"/courses/?phase={phase}").content.decode()


def test_the_start_is_listed_for_the_clinician_only_while_it_is_shared(world, as_):
    client = as_("kirsten")
    assert "15-09-2025" in client.get("/courses/").content.decode()
    world.to_region.withdrawn_at = make.NOW
    world.to_region.save()
    assert "15-09-2025" not in client.get("/courses/").content.decode()


def test_what_was_shown_is_on_record(world, as_):
    as_("anna").get("/courses/")
    row = AuditEvent.objects.latest("pk")
    assert (row.event, row.shown, row.count) == ("course.list", [f"course:{world.course.pk}"], 1)


def test_an_export_is_on_record_and_holds_no_numbers(world, as_):
    from samspor.people.models import Identifier

    Identifier.objects.create(person=world.municipal, system="cpr", value="6101901234")
    answer = as_("anna").get("/courses/?export=csv")
    text = answer.content.decode("utf-8-sig")
    assert "Ærøskov, Freja" in text
    assert "610190" not in text
    assert "Freja" not in answer["Content-Disposition"]
    row = AuditEvent.objects.latest("pk")
    assert (row.event, row.shown) == ("course.export", [f"course:{world.course.pk}"])


def test_the_list_is_empty_in_words(as_):
    assert "Ingen forløb endnu" in as_("carl").get("/courses/").content.decode()


def test_one_click_from_the_list_to_a_contact(world, as_):
    assert f"/courses/{world.course.pk}/contact/" in as_("anna").get("/courses/").content.decode()


def test_the_unit_list_holds_no_content(world, as_):
    make.note(world.course, world.anna, world.jobcentre, text="Hemmelig tekst")
    page = as_("bo").get("/courses/unit/").content.decode()
    assert "Freja" in page
    assert "Anna Holm" in page
    assert "Hemmelig tekst" not in page
    assert f"/courses/{world.course.pk}/" not in page
