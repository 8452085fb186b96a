"""The log reviewer's page: one authority's looks and deeds, without values."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

import factories as make
from factories import NOW
from samspor.access import audit
from samspor.access.log.labels import EVENTS
from samspor.access.log.views import newest, of_authority
from samspor.access.models import AuditEvent, Membership, User
from samspor.access.roles import Permission as P

LOG = "/log/"


def seen(by, who, event=P.COURSE_SEE, at=NOW, **words):
    return audit.record(event, by=by(who), at=at, **words)


def page(client, query=""):
    answer = client.get(LOG + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_signed_out(client, world):
    assert client.get(LOG).status_code == 302


@pytest.mark.parametrize(
    "who", ["anna", "bo", "carl", "kirsten", "dorte", "eva", "freja", "gitte", "henrik", "jens"]
)
def test_only_the_log_reviewer_has_the_page(world, as_, who):
    assert as_(who).get(LOG).status_code == 403


def test_it_shows_who_did_what_and_no_values(world, as_, by):
    seen(
        by,
        "anna",
        about=world.course.about,
        thing=world.course,
        fields=["caseworker"],
        search="hemmelige ord",
    )
    shown = page(as_("ida"))
    assert "Anna Holm" in shown
    assert "Jobcenter Odense" in shown
    assert str(world.course.pk)[:8] in shown
    assert str(world.course.pk) not in shown
    assert not any(word in shown for word in ["Freja", "hemmelige", "caseworker"])


def test_a_change_is_told_from_a_page_that_was_only_opened(world, as_, by):
    seen(by, "anna", P.COURSE_CHANGE, thing=world.course, fields=["caseworker", "hours_at_start"])
    seen(by, "anna", P.COURSE_CHANGE, thing=world.course)
    seen(by, "anna", P.COURSE_SEE, thing=world.course)
    seen(by, "anna", P.COURSE_CHANGE, outcome="denied")
    rows = as_("ida").get(LOG).context["rows"]
    assert [row.changed for row in rows] == [None, None, 0, 2]


def test_another_authoritys_people_are_not_there(world, as_, by):
    seen(by, "carl")
    seen(by, "kirsten")
    shown = page(as_("ida"))
    assert "Carl Friis" not in shown
    assert "Kirsten Bech" not in shown


def test_what_ones_own_people_were_denied_is_there_and_a_candidates_looks_are_not(world, as_, by):
    as_("anna").get(LOG)
    seen(by, "freja", P.OWN_COURSE_SEE)
    shown = page(as_("ida"))
    assert "Anna Holm" in shown
    assert "Freja" not in shown
    assert AuditEvent.objects.get(outcome="denied").user_id == world.anna.pk


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Anna Holm", "Bo Lund", "Dorte Vang"}),
        ("?event=course.see", {"Anna Holm", "Bo Lund"}),
        ("?outcome=denied", {"Dorte Vang"}),
        ("?first=02-03-2026&last=02-03-2026", {"Anna Holm", "Dorte Vang"}),
        ("?last=2026-02-28", {"Bo Lund"}),
        ("?user=anna", {"Anna Holm"}),
        ("?user=carl", set()),
        ("?user=x", {"Anna Holm", "Bo Lund", "Dorte Vang"}),
        ("?first=i+morgen", {"Anna Holm", "Bo Lund", "Dorte Vang"}),
    ],
)
def test_filters(world, as_, by, query, found):
    seen(by, "anna")
    seen(by, "bo", at=NOW - timedelta(days=2))
    seen(by, "dorte", P.COURSE_LIST, outcome="denied")
    seen(by, "carl")
    for name in ("anna", "carl"):
        query = query.replace(f"user={name}", f"user={world.user(name).pk}")
    rows = as_("ida").get(LOG + query).context["rows"]
    assert {row.who for row in rows} == found


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("holm", {"Anna Holm"}),
        ("LUND bo", {"Bo Lund"}),
        ("ØRUM", {"Ærø Ørum"}),
        ("carl", set()),
        ("<b>", set()),
    ],
)
def test_a_colleague_is_searched_for_and_no_name_is_in_the_address(world, as_, by, name, found):
    make.staff("oerum", "specialist", world.jobcentre, name="Ærø Ørum")
    ida = as_("ida")
    answer = ida.post(LOG, {"name": name})
    assert {said for _key, said in answer.context["found"]} == found
    assert "Carl" not in answer.content.decode()
    assert found or "Ingen i myndigheden" in answer.content.decode()
    for key, said in answer.context["found"]:
        assert f'href="?user={key}"' in answer.content.decode()
        assert said in ida.get(f"{LOG}?user={key}").content.decode()
    event = AuditEvent.objects.filter(event="log.see", search__isnull=False).get()
    assert audit.searched(event) == name


def test_a_search_for_nothing_is_told(world, as_):
    answer = as_("ida").post(LOG, {"name": " "})
    assert answer.status_code == 422
    assert answer.context["found"] is None


def test_ten_thousand_colleagues_are_not_listed(world, as_, django_assert_max_num_queries):
    User.objects.bulk_create(User(username=f"u{n}", name=f"Kollega {n}") for n in range(10_000))
    Membership.objects.bulk_create(
        Membership(user=user, unit=world.jobcentre, role="specialist", valid_from=date(2020, 1, 1))
        for user in User.objects.filter(username__startswith="u").exclude(name="")
    )
    ida = as_("ida")
    with django_assert_max_num_queries(12):
        assert len(ida.get(LOG).content) < 40_000
    with django_assert_max_num_queries(12):
        assert len(ida.post(LOG, {"name": "kollega"}).context["found"]) == 25


def test_older_rows_are_reached_page_by_page(world, as_, by):
    for n in range(120):
        seen(by, "anna" if n else "bo")
    client, address, met = as_("ida"), LOG, []
    while True:
        answer = client.get(address)
        met += [row.event.pk for row in answer.context["rows"]]
        if (older := answer.context["older"]) is None:
            break
        address = f"{LOG}?before={older}"
    assert met == sorted(met, reverse=True)
    assert len(set(met)) == len(met) == 120
    assert "Bo Lund" in answer.content.decode()
    assert client.get(f"{LOG}?before={'9' * 40}").status_code == 200
    assert client.get(f"{LOG}?before=x").status_code == 200


def test_the_reviewers_look_is_itself_on_record(world, as_):
    client = as_("ida")
    page(client)
    assert "Ida Skov" in page(client)
    assert AuditEvent.objects.filter(event="log.see", user_id=world.ida.pk).count() == 2


@pytest.mark.parametrize("many", [1, 50])
def test_it_asks_as_little_for_many_as_for_one(world, as_, by, many, django_assert_max_num_queries):
    for n in range(many):
        user = make.staff(f"u{n}", "specialist", world.jobcentre)
        audit.record(P.COURSE_SEE, by=make.membership(user), at=NOW)
    client = as_("ida")
    with django_assert_max_num_queries(12):
        assert client.get(LOG).status_code == 200


@pytest.mark.one_database
def test_every_permission_has_words():
    assert {str(p) for p in P} <= {str(event) for event in EVENTS}


@pytest.mark.one_database
def test_its_address():
    assert reverse("access:log") == LOG


def test_a_denied_look_names_the_row_that_was_asked_for(world, as_):
    as_("carl").get(f"/courses/{world.course.pk}/")
    row = AuditEvent.objects.get(outcome="denied")
    assert (row.user_id, row.model, row.object_id) == (world.carl.pk, "courses.course", str(world.course.pk))


@pytest.mark.one_database
def test_no_page_sorts_the_whole_log(world, by):
    """Each part of the list is read in the order of the index, however long the log: see bench/log.py."""
    events, ida = of_authority(by("ida")), by("ida")
    for part in (events.filter(authority_id=ida.authority_id), events.filter(authority_id=None)):
        plan = part.order_by("-pk")[:26].explain()
        assert "access_log_authority" in plan
        assert "TEMP B-TREE" not in plan


def test_sign_ins_stand_among_the_looks_in_the_order_of_time(world, as_, by):
    for n in range(3):
        audit.record("sign_in.ok", user=world.anna, at=NOW)
        seen(by, "anna", fields=[str(n)])
    events = [event.event for event in newest(of_authority(by("ida")), by("ida"))]
    assert events == ["course.see", "sign_in.ok"] * 3


def test_the_words_of_a_search_are_opened_for_a_reason_that_stands_in_the_log(world, as_, by):
    event = seen(by, "anna", event=P.PERSON_SEARCH, search="hemmelige ord")
    address = f"{LOG}{event.pk}/words/"
    assert address in page(as_("ida"))
    asked = as_("ida").get(address)
    assert "hemmelige ord" not in asked.content.decode()
    assert as_("ida").post(address, {"reason": ""}).status_code == 422
    opened = as_("ida").post(address, {"reason": "suspicion"})
    assert "hemmelige ord" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    noted = AuditEvent.objects.filter(event=P.LOG_WORDS, outcome="ok")
    assert [(row.object_id, row.fields) for row in noted] == [(str(event.pk), ["reason: suspicion"])]


def test_the_words_of_another_authority_and_of_no_search_are_the_same_404(world, as_, by):
    theirs = seen(by, "carl", event=P.PERSON_SEARCH, search="hemmelige ord")
    bare = seen(by, "anna")
    for number in (theirs.pk, bare.pk, 999_999):
        answer = as_("ida").post(f"{LOG}{number}/words/", {"reason": "suspicion"})
        assert answer.status_code == 404
    assert AuditEvent.objects.filter(event=P.LOG_WORDS, outcome="denied").count() == 3


@pytest.mark.parametrize("who", ["anna", "dorte", "gitte", "jens", "henrik"])
def test_nobody_else_opens_the_words(world, as_, by, who):
    event = seen(by, "anna", event=P.PERSON_SEARCH, search="hemmelige ord")
    assert as_(who).post(f"{LOG}{event.pk}/words/", {"reason": "suspicion"}).status_code == 403
