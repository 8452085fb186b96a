"""The pages of candidates' records: for whom they open, what they show, what they keep to themselves."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import factories as make
from factories import NOW
from samspor.access.audit import searched
from samspor.access.models import AuditEvent
from samspor.people import actions
from samspor.people.models import Identifier, Person

pytestmark = pytest.mark.slow

NUMBER = "610190-1234"
CASEWORKERS = {"anna", "bo", "carl", "kirsten", "lars"}
OUTSIDE = ["dorte", "eva", "freja", "gitte", "henrik", "ida", "jens"]


@pytest.fixture
def person(world, by):
    """Freja's record in Odense, with a number."""
    actions.add_identifier(world.municipal, by=by("anna"), at=NOW, system="cpr", number=NUMBER)
    return world.municipal


def plain(response):
    """A page without what differs from one request to the next: CSRF tokens, keys, search tokens."""
    return re.sub(
        r"[A-Za-z0-9]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|people(/|%2F)search(/|%2F)[\w-]+",
        "",
        response.content.decode(),
    )


def url(name, person, *more):
    return reverse(f"people:{name}", args=[person.pk, *more])


def create(client, **words):
    plain = {
        "new_id": uuid.uuid4(),
        "given_names": "Mads",
        "family_name": "Krogh",
        "system": "cpr",
        "number": NUMBER,
    }
    return client.post(reverse("people:create"), {**plain, **words})


# --- who ----------------------------------------------------------------------------------------------------
def test_signed_out(client, person):
    for address in (
        reverse("people:list"),
        reverse("people:create"),
        url("show", person),
        url("change", person),
    ):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize("who", OUTSIDE)
def test_other_roles_have_no_such_pages(as_, person, who):
    for address in (
        reverse("people:list"),
        reverse("people:create"),
        url("show", person),
        url("change", person),
    ):
        assert as_(who).get(address).status_code == 403


@pytest.mark.parametrize("who", ["carl", "kirsten", "lars"])
@pytest.mark.parametrize("page", ["show", "change", "add_number", "restrict", "lift", "name"])
def test_a_record_that_is_not_yours_is_not_there(as_, person, who, page):
    mine = as_(who).get(url(page, person))
    none = as_(who).get(reverse(f"people:{page}", args=[uuid.uuid4()]))
    assert (mine.status_code, none.status_code) == (404, 404)
    assert plain(mine) == plain(none)


def test_colleagues_of_the_unit_open_it_and_a_restricted_one_they_do_not(as_, by, person):
    assert as_("bo").get(url("show", person)).status_code == 200
    actions.restrict_person(person, by=by("anna"), at=NOW, reason="ansat i huset")
    assert as_("bo").get(url("show", person)).status_code == 404
    page = as_("anna").get(url("show", person)).content.decode()
    assert "Anna Holm" in page
    assert "ansat i huset" in page


# --- the list -----------------------------------------------------------------------------------------------
def test_the_list_shows_ones_own_unit_in_danish_order_and_says_who_was_shown(world, as_):
    for given, family in [("Åse", "Aagaard"), ("Zoe", "Zacho"), ("Ib", "Abel")]:
        make.person(world.jobcentre, given, family)
    make.person(world.middelfart, "Carls", "Kandidat")
    page = as_("anna").get(reverse("people:list")).content.decode()
    order = [page.index(name) for name in ("Abel", "Zacho", "Ærøskov", "Aagaard")]
    assert order == sorted(order)
    assert "Kandidat, Carls" not in page
    event = AuditEvent.objects.get(event="person.search", count__gt=0)
    assert (event.count, event.user_id) == (4, world.anna.pk)


@pytest.mark.parametrize("many", [1, 50])
def test_the_list_asks_as_little_for_many_as_for_one(world, as_, many, django_assert_max_num_queries):
    for n in range(many):
        make.person(world.jobcentre, f"Nr {n}", "Holm")
    client = as_("anna")
    with django_assert_max_num_queries(12):
        assert client.get(reverse("people:list")).status_code == 200


# --- searching ----------------------------------------------------------------------------------------------
def search(client, words):
    sent = client.post(reverse("people:search"), {"words": words})
    assert sent.status_code == 302
    return client.get(sent.url)


@pytest.mark.parametrize("words", ["ærø", "ÆRØSKOV", "freja ær", "6101901234", "610190-1234"])
def test_search_finds_and_its_address_says_nothing(as_, person, words):
    found = search(as_("anna"), words)
    address = found.request["PATH_INFO"] + found.request["QUERY_STRING"]
    assert "Ærøskov, Freja" in found.content.decode()
    assert not any(word in address.casefold() for word in [*words.casefold().split(), "610190", "%c3"])
    event = AuditEvent.objects.filter(event="person.search", search__isnull=False).get()
    assert searched(event) == words
    assert words not in str(event.facts())


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("carl", "ærø"),
        ("carl", NUMBER),
        ("kirsten", NUMBER),
        ("anna", "620190-1234"),
        ("anna", "610190"),
    ],
)
def test_a_forbidden_hit_is_a_miss(world, as_, person, who, words):
    hit = search(as_(who), words)
    Identifier.objects.all().delete()
    Person.objects.filter(pk=person.pk).update(search_name="")
    assert plain(hit) == plain(search(as_(who), words))


def test_a_search_is_ones_own_sessions(as_, person):
    address = search(as_("anna"), "ærø").request["PATH_INFO"]
    assert as_("bo").get(address).url == reverse("people:list")


def test_the_words_lie_sealed_in_the_session(as_, person):
    client = as_("anna")
    search(client, NUMBER)
    assert "610190" not in str(dict(client.session))


def test_too_few_letters_stay_on_the_page(as_, world):
    page = as_("anna").post(reverse("people:search"), {"words": "%"})
    assert page.status_code == 422
    assert 'value="%"' in page.content.decode()


def test_searching_is_by_post(as_, world):
    assert as_("anna").get(reverse("people:search") + "?words=freja").status_code == 405


# --- showing ------------------------------------------------------------------------------------------------
def test_the_page_shows_that_there_is_a_number_and_not_the_number(as_, person):
    page = as_("anna").get(url("show", person)).content.decode()
    assert "CPR" in page
    assert "610190" not in page
    assert "1234" not in page.replace(str(person.pk), "")
    title = re.search(r"<title>(.*?)</title>", page, re.DOTALL).group(1)
    assert "Freja" not in title


@pytest.mark.parametrize("htmx", [False, True])
def test_a_number_is_shown_by_a_click_that_is_on_record(as_, person, htmx):
    identifier = Identifier.objects.get(person=person)
    client = as_("bo")
    headers = {"HX-Request": "true"} if htmx else {}
    page = client.post(url("number", person, identifier.pk), headers=headers).content.decode()
    assert NUMBER in page
    assert ("<html" in page) is not htmx
    event = AuditEvent.objects.get(event="identifier.show")
    assert event.about == f"person:{person.pk}"
    assert client.get(url("number", person, identifier.pk)).status_code == 405


@pytest.mark.parametrize("who", ["carl", "kirsten"])
def test_nobody_else_is_shown_the_number(as_, person, who):
    identifier = Identifier.objects.get(person=person)
    assert as_(who).post(url("number", person, identifier.pk)).status_code == 404


def test_a_protected_name_is_hidden_until_a_click_that_is_on_record(as_, by, person):
    actions.change_person(person, by=by("anna"), at=NOW, is_protected=True, safe_contact="Bor Algade 7")
    client = as_("bo")
    for page in (client.get(url("show", person)), client.get(reverse("people:list"))):
        assert "Freja" not in page.content.decode()
        assert "Algade" not in page.content.decode()
    for headers in ({}, {"HX-Request": "true"}):
        page = client.post(url("names", person), headers=headers).content.decode()
        assert "Freja Ærøskov" in page
        assert "Bor Algade 7" in page
    assert AuditEvent.objects.filter(event="identifier.show", model="people.person").count() == 2
    assert "Freja" in client.get(url("change", person)).content.decode()
    assert AuditEvent.objects.filter(event="identifier.show", model="people.person").count() == 3


def test_the_fragment_is_that_part_of_the_page(as_, person):
    identifier = Identifier.objects.get(person=person)
    client = as_("anna")
    whole = client.post(url("number", person, identifier.pk)).content.decode()
    part = client.post(url("number", person, identifier.pk), headers={"HX-Request": "true"}).content.decode()
    assert part.strip() in whole


@pytest.mark.parametrize("many", [1, 50])
def test_the_page_asks_as_little_with_many_numbers(as_, by, world, many, django_assert_max_num_queries):
    for n in range(many):
        actions.add_identifier(world.municipal, by=by("anna"), at=NOW, system="cpr", number=f"610190-{n:04}")
    client = as_("anna")
    with django_assert_max_num_queries(12):
        assert client.get(url("show", world.municipal)).status_code == 200


# --- making and changing ------------------------------------------------------------------------------------
def test_a_record_is_made(as_, world):
    sent = create(as_("anna"), safe_contact="SMS")
    person = Person.objects.get(given_names="Mads")
    assert sent.url == url("show", person)
    assert person.unit == world.jobcentre


def test_a_double_click_makes_one_record(as_, world):
    words, client = {"new_id": uuid.uuid4()}, as_("anna")
    assert create(client, **words).url == create(client, **words).url
    assert Person.objects.filter(given_names="Mads").count() == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"given_names": ""}, None),
        ({"number": "abc"}, "10 cifre|ten digits|ti cifre"),
        ({"number": "000000-0000"}, "dato|date"),
        ({"family_name": "x" * 101}, "100"),
        ({"safe_contact": "x" * 501}, "500"),
        ({"system": "pas"}, None),
    ],
)
def test_bad_input_stays_on_the_page_with_a_sentence(as_, world, words, sentence):
    page = create(as_("anna"), **words)
    assert page.status_code == 422
    text = page.content.decode()
    assert all(str(value) in text for value in words.values() if value != "pas")
    assert "alert-error" in text
    assert sentence is None or re.search(sentence, text)
    assert not Person.objects.filter(given_names="Mads").exists()


def test_a_name_that_is_a_script_is_a_name(as_, world):
    create(as_("anna"), given_names="<script>alert(1)</script>")
    person = Person.objects.get(family_name="Krogh")
    page = as_("anna").get(url("show", person)).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_same_number_in_ones_own_authority_is_told_and_on_record(as_, person):
    page = create(as_("bo"))
    assert page.status_code == 422
    assert "id_number_error" in page.content.decode()
    assert AuditEvent.objects.filter(event="person.create", outcome="refused").count() == 1


def test_making_someone_another_authority_knows_looks_like_making_anyone(as_, world, by):
    """Same statements, same answer, same next page, whether the region knows the number or nobody does."""
    actions.create_person(
        world.team, by=by("kirsten"), at=NOW, given_names="Mads", family_name="Krogh", number="620190-1234"
    )
    client, seen = as_("anna"), []
    client.get(reverse("people:create"))
    for number in ("620190-1234", "630190-1234"):
        with CaptureQueriesContext(connection) as asked:
            sent = create(client, number=number)
        seen.append((len(asked), sent.status_code, plain(client.get(sent.url))))
    assert seen[0] == seen[1]


def test_two_people_change_one_record(as_, person):
    words = {"given_names": "Freja", "family_name": "Ærøskov", "version": person.version}
    assert (
        as_("anna").post(url("change", person), {**words, "interpreter_language": "arabisk"}).status_code
        == 302
    )
    second = as_("bo").post(url("change", person), {**words, "interpreter_language": "somali"})
    assert second.status_code == 422
    assert "arabisk" in second.content.decode()
    assert "somali" in second.content.decode()


def test_numbers_are_added_and_corrected(as_, person):
    client = as_("anna")
    added = client.post(
        url("add_number", person), {"new_id": uuid.uuid4(), "system": "x_municipal", "number": "ODE 123456"}
    )
    assert added.url == url("show", person)
    identifier = Identifier.objects.get(person=person, system="x_municipal")
    assert "ODE" not in client.get(url("correct_number", person, identifier.pk)).content.decode()
    client.post(
        url("correct_number", person, identifier.pk), {"system": "x_municipal", "number": "ODE 654321"}
    )
    assert Identifier.objects.get(pk=identifier.pk).value == "ODE654321"


def test_a_record_is_restricted_and_opened_again(as_, world, person):
    client = as_("anna")
    assert client.post(url("restrict", person), {"reason": ""}).status_code in {200, 422}
    client.post(url("restrict", person), {"reason": "ansat i huset"})
    client.post(url("name", person), {"user": world.bo.pk, "reason": "kollega", "starts_on": "02-03-2026"})
    assert as_("bo").get(url("show", person)).status_code == 200
    refused = client.post(
        url("name", person), {"user": world.carl.pk, "reason": "nej", "starts_on": "02-03-2026"}
    )
    assert refused.status_code == 422
    access = person.named_staff.get(user=world.bo)
    client.post(url("unname", person, access.pk))
    assert as_("bo").get(url("show", person)).status_code == 404
    client.post(url("lift", person))
    assert as_("bo").get(url("show", person)).status_code == 200


def test_whoever_has_a_course_is_not_first_of_all_referred(world, as_, person):
    """The way to a new referral stands among the others, not as the button of the page."""
    page = as_("kirsten").get(f"/people/{world.regional.pk}/").content.decode()
    assert 'class="button button-primary"' not in page
    assert f"/referrals/from/{world.regional.pk}/" in page
    new = make.person(world.team, "Niels", "Åen")
    assert (
        'class="button button-primary" href="/referrals/from/'
        in as_("kirsten").get(f"/people/{new.pk}/").content.decode()
    )
