"""Who gets to see what: sharing that closes, another municipality, a colleague, a referral that was declined."""

import re

import pytest

from journeys.screen import PHONE, Person, da

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

COPING = "En fast pause midt på formiddagen hjælper."
SECTIONS = ("", "timeline/", "notes/", "jobs/")
FROM_REGION = "Lokalpsykiatri Odense"


def bare(html: str) -> str:
    """A part of a page without what differs from candidate to candidate: keys and the name above."""
    html = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", html)
    html = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", html)
    return re.sub(r"<h1>.*?</h1>", "<h1></h1>", html)


def view_of(person: Person, course: str) -> list[str]:
    """Every section of a course as its HTML."""
    views = []
    for section in SECTIONS:
        assert person.goes_to(f"/courses/{course}/{section}") == 200
        views.append(bare(person.main.inner_html()))
    return views


def sharing_of(person: Person) -> str:
    """People and sharing, beside the overview of a course."""
    return bare(person.main.locator(".col-lg-5").inner_html())


def test_freja_stops_sharing_on_her_phone_and_gives_it_again(as_person, candidates):
    anna, freja = as_person("anna"), as_person("freja", on=PHONE)
    anna.goes_to("/courses/")
    anna.clicks("Ærøskov, Freja")
    anna.clicks("Notes")
    received = anna.main.locator("ol.timeline > li").filter(has_text=FROM_REGION)
    given = received.count()
    assert given

    freja.goes_to("/my-course/sharing/")
    while (consents := freja.card("Exchange in the course")).count():
        freja.clicks("Stop", within=consents.first, about="")
        freja.clicks("Stop all of it")
        freja.hears("It is stopped. Nothing more is shown from the next click on.")

    anna.page.reload()
    assert received.count() == 0
    anna.clicks("Overview")
    anna.sees_not("Kirsten Bech")
    closed = sharing_of(anna)
    anna.goes_to(f"/courses/{candidates['ended']['course']}/")
    assert sharing_of(anna) == closed

    bo = as_person("bo")
    bo.goes_to("/reviews/")
    bo.clicks("Freja Ærøskov")
    assert bo.main.get_by_text(da("shared with you")).count() >= given
    bo.sees_not("consent withdrawn")
    assert anna.goes_to(bo.path) in {403, 404}

    freja.clicks("Start sharing", about=f"{FROM_REGION} – ")
    for kind in ("how you cope", "job search and work"):
        freja.chooses(kind, of="What may be shared?")
    freja.clicks("Yes, that is fine")
    freja.hears("Thank you. You can stop it again whenever you want.")
    anna.goes_to("/courses/")
    anna.clicks("Ærøskov, Freja")
    anna.clicks("Notes")
    anna.sees(COPING)


def test_end_of_treatment_closes_with_the_same_words_as_withdrawal(as_person, candidates):
    kirsten, anna = as_person("kirsten"), as_person("anna")
    treated, withdrawn = candidates["treated"], candidates["withdrawn"]
    anna.goes_to(f"/courses/{treated['course']}/notes/")
    anna.sees(COPING)

    kirsten.goes_to(f"/treatments/of/{treated['regional']}/")
    kirsten.clicks("Record the end")
    kirsten.clicks("Record the end")
    kirsten.hears("The end is recorded. Nothing is shared any more, neither way.")

    anna.page.reload()
    anna.sees_not(COPING)
    assert view_of(anna, treated["course"]) == view_of(anna, withdrawn["course"])
    kirsten.goes_to(f"/courses/{treated['course']}/timeline/")
    kirsten.sees_not("Talte om to gartnerier tæt på.")


def test_another_municipality_is_told_nothing(as_person, candidates):
    anna, carl = as_person("anna"), as_person("carl")
    known, unknown = candidates["covered"], "00000000-0000-4000-8000-000000000000"
    for address in ("/courses/{}/", "/courses/{}/notes/", "/people/{}/", "/courses/unit/{}/cover/"):
        key = known["municipal"] if "people" in address else known["course"]
        assert anna.goes_to(address.format(key)) == 200
        assert carl.goes_to(address.format(key)) == 404
        forbidden = carl.main.inner_html()
        assert carl.goes_to(address.format(unknown)) == 404
        assert carl.main.inner_html() == forbidden
    carl.goes_to("/people/")
    carl.writes(Name_or_number=known["family"])
    carl.clicks("Search")
    carl.sees("Nobody was found among those whose records you may see.")


def test_a_colleague_covers_with_a_reason_and_the_leader_sees_it(as_person, candidates):
    bo = as_person("bo")
    course = f"/courses/{candidates['covered']['course']}/"
    assert bo.goes_to(course) == 404
    bo.goes_to("/courses/unit/")
    bo.clicks("Cover", about="Afløst, Niels")
    bo.clicks("Cover the course")
    bo.sees("This field is required.")
    bo.chooses("a colleague is ill", of="Why do you cover?")
    bo.clicks("Cover the course")
    bo.hears("You cover this course now. Your team leader can see it.")
    assert bo.path == course
    bo.clicks("Notes")
    bo.sees(COPING)

    dorte = as_person("dorte")
    dorte.goes_to("/courses/unit/")
    dorte.sees("Bo Lund", within=dorte.main.get_by_role("row").filter(has_text="Afløst, Niels"))
    assert dorte.goes_to(course) in {403, 404}


def test_a_declined_referral_leaves_nothing_behind(as_person, candidates):
    anna, kirsten = as_person("anna"), as_person("kirsten")
    declined = candidates["declined"]
    address = f"/referrals/{declined['referral']}/"
    anna.goes_to("/referrals/")
    anna.clicks("Declinus, Otto")
    anna.clicks("Decline")
    anna.chooses("no agreement between the units", of="Why is it declined?")
    anna.chooses("the leaders talk about an agreement", of="What happens next?")
    anna.clicks("Decline")
    anna.hears("The referral is declined. The sender sees your answer.")
    anna.sees_not("Declinus")
    assert anna.goes_to(address) == 404
    anna.goes_to("/people/")
    anna.writes(Name_or_number="Declinus")
    anna.clicks("Search")
    anna.sees("Nobody was found among those whose records you may see.")

    kirsten.goes_to(address)
    kirsten.sees("No agreement between the units")
