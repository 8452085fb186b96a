"""The six questions, asked of every page of this room: signed out, wrong role, not yours, how many queries."""

from uuid import uuid4

import pytest

import factories as make
from samspor.courses import actions
from samspor.sharing.rules import Purpose

pytestmark = pytest.mark.slow

CAST = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]
HAVE_IT, SIDE_BY_SIDE = {"anna", "kirsten"}, {"bo", "carl", "lars"}
NO_ROLE = {"dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"}

# page                                             opens to            404 to                           403 to all others
COURSE_PAGES = {
    "courses/{course}/":             (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/timeline/":    (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/jobs/":        (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/notes/":       (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/at-start/":    (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/contact/":     (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/note/":        (HAVE_IT,           SIDE_BY_SIDE),
    "courses/{course}/start/":       ({"anna"},          {"bo", "carl"}),
    "courses/{course}/change/":      ({"anna"},          {"bo", "carl"}),
    "courses/{course}/pause/":       ({"anna"},          {"bo", "carl"}),
    "courses/{course}/end-pause/":   ({"anna"},          {"bo", "carl"}),
    "courses/{course}/close/":       ({"anna"},          {"bo", "carl"}),
    "courses/{course}/reopen/":      ({"anna"},          {"bo", "carl"}),
    "courses/{course}/job/":         ({"anna"},          {"bo", "carl"}),
    "courses/contacts/{contact}/":   ({"anna"},          {"bo", "carl", "kirsten", "lars"}),
    "courses/notes/{note}/":         ({"anna"},          {"bo", "carl", "kirsten", "lars"}),
    "courses/jobs/{job}/":           ({"anna"},          {"bo", "carl"}),
    "courses/jobs/{job}/hours/":     ({"anna"},          {"bo", "carl"}),
    "courses/jobs/{job}/end/":       ({"anna"},          {"bo", "carl"}),
    "courses/unit/{course}/cover/":  ({"anna", "bo", "kirsten", "lars"}, {"carl"}),
    "courses/unit/{course}/assign/": ({"dorte"},         set()),
    "courses/":                      ({"anna", "bo", "carl", "kirsten", "lars"}, set()),
    "courses/unit/":                 ({"anna", "bo", "carl", "kirsten", "lars", "dorte"}, set()),
    "referrals/":                    ({"anna", "bo", "carl", "kirsten", "lars"}, set()),
    "referrals/from/{patient}/":     ({"kirsten", "lars"}, set()),
    "referrals/propose/{own}/":      ({"anna", "bo"},    {"carl"}),
    "referrals/{draft}/":            ({"kirsten", "lars"}, {"anna", "bo", "carl"}),
    "referrals/{draft}/change/":     ({"kirsten", "lars"}, set()),
    "referrals/{draft}/send/":       ({"kirsten", "lars"}, set()),
    "referrals/{draft}/withdraw/":   ({"kirsten", "lars"}, set()),
    "referrals/{offer}/":            ({"anna", "bo", "kirsten", "lars"}, {"carl"}),
    "referrals/{offer}/accept/":     ({"anna", "bo"},    {"carl"}),
    "referrals/{offer}/decline/":    ({"anna", "bo"},    {"carl"}),
}  # fmt: skip
REDIRECTS = {("courses/", "dorte"): 302}


@pytest.fixture
def ids(world, by):
    """One of each thing that a page of this room is about."""

    def referred(given_names):
        patient = make.person(world.team, given_names, "Hjort", safe_contact="Ring")
        make.treatment(patient, world.kirsten)
        make.consent(patient, world.jobcentre, world.kirsten, purpose=Purpose.REFERRAL, categories=[])
        made = actions.draft_referral(patient, by=by("kirsten"), at=make.NOW, agreement=world.agreement)
        return patient, made

    patient, draft = referred("Sofie")
    _, offer = referred("Malte")
    actions.send_referral(offer, by=by("kirsten"), at=make.NOW)
    return {
        "course": world.course.pk,
        "contact": make.contact(world.course, world.anna, world.jobcentre).pk,
        "note": make.note(world.course, world.anna, world.jobcentre).pk,
        "job": make.engagement(world.course, world.anna).pk,
        "patient": patient.pk,
        "own": make.person(world.jobcentre, "Nadia", "Holt").pk,
        "draft": draft.pk,
        "offer": offer.pk,
    }


@pytest.mark.parametrize("route", COURSE_PAGES)
def test_who_opens_the_page(route, ids, as_, client):
    opens, not_theirs = COURSE_PAGES[route]
    url = f"/{route.format(**ids)}"
    signed_out = client.get(url)
    assert signed_out.status_code == 302
    assert signed_out.url.startswith("/sign-in/")
    expected = {who: 200 if who in opens else 404 if who in not_theirs else 403 for who in CAST}
    expected |= {who: status for (page, who), status in REDIRECTS.items() if page == route}
    assert {who: as_(who).get(url).status_code for who in CAST} == expected


@pytest.mark.parametrize("route", [r for r in COURSE_PAGES if "{" in r])
def test_what_is_not_there_looks_as_what_is_not_yours(route, ids, as_):
    opens, _not_theirs = COURSE_PAGES[route]
    nothing = {name: uuid4() for name in ids}
    for who in opens:
        assert as_(who).get(f"/{route.format(**nothing)}").status_code == 404


@pytest.mark.parametrize("route", COURSE_PAGES)
def test_no_more_than_twelve_queries(route, ids, as_, django_assert_max_num_queries):
    client = as_(sorted(COURSE_PAGES[route][0])[0])
    url = f"/{route.format(**ids)}"
    client.get(url)
    with django_assert_max_num_queries(12):
        client.get(url)


@pytest.mark.parametrize("route", [r for r in COURSE_PAGES if "{" in r])
def test_the_title_names_nobody(route, ids, as_):
    html = as_(sorted(COURSE_PAGES[route][0])[0]).get(f"/{route.format(**ids)}").content.decode()
    title = html[html.index("<title>") : html.index("</title>")]
    assert not any(name in title for name in ("Freja", "Sofie", "Malte", "Nadia", "Ærøskov", "Hjort", "Holt"))
