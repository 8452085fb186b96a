"""Every page of sharing: for whom it opens, that a forbidden row and a missing one are the same, and how many
queries it takes with one row and with fifty."""

import re
import uuid

import pytest

import factories as make
from samspor.access.roles import Role
from samspor.sharing.models import Exchange, Review, ReviewItem
from samspor.sharing.rules import Purpose

pytestmark = pytest.mark.slow

CAST = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]


@pytest.fixture
def review(world):
    """Kirsten had shared a note with Odense; the review of it is Dorte's."""
    note = make.note(
        world.course, world.kirsten, world.team, "Sover dårligt", category="symptoms", released=True
    )
    made = Review.objects.create(
        exchange=world.course.exchange,
        authority=world.jobcentre.authority,
        cause="withdrawn",
        opened_at=make.NOW,
    )
    ReviewItem.objects.create(review=made, kind="note", item_id=note.pk)
    return made


def addresses(world, review) -> dict[str, str]:
    note = make.note(world.course, world.anna, world.jobcentre)
    return {
        "consents of the municipal record": f"/consents/of/{world.municipal.pk}/",
        "consents of the regional record": f"/consents/of/{world.regional.pk}/",
        "give": f"/consents/of/{world.municipal.pk}/give/exchange/",
        "a consent": f"/consents/{world.to_region.pk}/",
        "withdraw": f"/consents/{world.to_region.pk}/withdraw/",
        "enter": f"/consents/{world.to_municipality.pk}/enter/",
        "treatments": f"/treatments/of/{world.regional.pk}/",
        "start": f"/treatments/of/{world.regional.pk}/start/",
        "reconfirm": f"/treatments/{world.treatment.pk}/reconfirm/",
        "end": f"/treatments/{world.treatment.pk}/end/",
        "release": f"/items/note/{note.pk}/release/",
        "take back": f"/items/note/{note.pk}/take-back/",
        "reviews": "/reviews/",
        "a review": f"/reviews/{review.pk}/",
        "decide": f"/reviews/items/{review.items.get().pk}/",
    }


MUNICIPAL = {"anna": 200, "bo": 200, "carl": 404, "kirsten": 404, "lars": 404}
REGIONAL = {"kirsten": 200, "lars": 200, "anna": 404, "bo": 404, "carl": 404}
CLINICIANS = {"kirsten": 200, "lars": 200}
ANNA_ALONE = {"anna": 200, "bo": 404, "carl": 404, "kirsten": 404, "lars": 404}
BO_ALONE = {"bo": 200, "anna": 404, "carl": 404, "kirsten": 404, "lars": 404}
ALL_WITH_REVIEWS = dict.fromkeys(["anna", "bo", "carl", "kirsten", "lars"], 200)

STATUS = {
    "consents of the municipal record": MUNICIPAL,
    "consents of the regional record": REGIONAL,
    "give": MUNICIPAL,
    "a consent": MUNICIPAL,
    "withdraw": MUNICIPAL,
    "enter": REGIONAL,
    "treatments": CLINICIANS,
    "start": CLINICIANS,
    "reconfirm": CLINICIANS,
    "end": CLINICIANS,
    "release": ANNA_ALONE,
    "take back": ANNA_ALONE,
    "reviews": ALL_WITH_REVIEWS,
    "a review": BO_ALONE,
    "decide": BO_ALONE,
}


@pytest.mark.parametrize("page", STATUS)
def test_for_whom_a_page_opens(world, as_, client, review, page):
    address = addresses(world, review)[page]
    assert client.get(address).status_code == 302, "signed out"
    found = {name: as_(name).get(address).status_code for name in CAST}
    assert found == {name: STATUS[page].get(name, 403) for name in CAST}


@pytest.mark.parametrize("page", [name for name in STATUS if name != "reviews"])
def test_a_forbidden_row_and_a_missing_row_are_the_same(world, as_, review, page):
    address = addresses(world, review)[page]
    key = next(part for part in address.split("/") if len(part) == 36)
    if STATUS[page] is CLINICIANS:
        world.karen = make.staff("karen", Role.CLINICIAN, world.middelfart_team)
    client = as_("karen" if STATUS[page] is CLINICIANS else "carl")
    forbidden, missing = client.get(address), client.get(address.replace(key, str(uuid.uuid4())))
    assert (forbidden.status_code, missing.status_code) == (404, 404)
    assert _plain(forbidden, key) == _plain(missing, key)


def _plain(response, key: str) -> str:
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", response.content.decode())
    return re.sub(r'X-CSRFToken": "[^"]+|name="csrfmiddlewaretoken" value="[^"]+', "", text)


@pytest.mark.parametrize("page", STATUS)
@pytest.mark.parametrize("many", [False, True], ids=["one row", "fifty rows"])
def test_how_many_queries_a_page_takes(world, as_, review, django_assert_max_num_queries, page, many):
    address = addresses(world, review)[page]
    if many:
        _fifty(world, review)
    name = next(name for name, status in STATUS[page].items() if status == 200)
    name = "bo" if page == "reviews" else name
    client = as_(name)
    client.get("/reviews/")
    with django_assert_max_num_queries(12):
        assert client.get(address).status_code == 200


def _fifty(world, review) -> None:
    for _ in range(50):
        make.consent(world.municipal, world.team, world.anna)
        make.consent(world.regional, world.jobcentre, world.kirsten)
        make.treatment(world.regional, world.kirsten, ends_on=make.TODAY)
        ReviewItem.objects.create(review=review, kind="note", item_id=uuid.uuid4())
        person = make.person(world.jobcentre, "En", "Anden")
        exchange = Exchange.objects.create(
            municipal_unit=world.jobcentre, municipal_person=person, treatment_unit=world.team,
            regional_person=world.regional, agreement=world.agreement, opened_on=make.TODAY,
        )  # fmt: skip
        Review.objects.create(
            exchange=exchange, authority=world.jobcentre.authority, cause="lapsed", opened_at=make.NOW
        )


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_purpose_shows_its_whole_text(world, as_, purpose):
    page = as_("anna").get(f"/consents/of/{world.municipal.pk}/give/{purpose}/").content.decode()
    for words in [
        "Det er frivilligt",
        "Du kan trække det tilbage",
        "Hvem bestemmer over din ydelse",
        "Retsgrundlag",
    ]:
        assert words in page
    assert ("Evaluering er aldrig en betingelse" in page) == (purpose is Purpose.EVALUATION)
    assert ('name="categories"' in page) == (purpose is Purpose.EXCHANGE)
    assert "[no]" not in page
    assert "{" + "giver}" not in page


def test_a_purpose_that_does_not_exist(world, as_):
    assert as_("anna").get(f"/consents/of/{world.municipal.pk}/give/gossip/").status_code == 404


def test_no_title_or_address_names_anybody(world, as_, review):
    for page, address in addresses(world, review).items():
        name = next(name for name, status in STATUS[page].items() if status == 200)
        title = as_(name).get(address).content.decode().split("<title>")[1].split("</title>")[0]
        assert "Freja" not in title + address, page
