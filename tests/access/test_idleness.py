"""Fifteen minutes without a request lock the session; what was typed is kept for the one who typed it."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory

from factories import NOW
from samspor.access import drafts
from samspor.access.models import AuditEvent, Draft

MINUTES = timedelta(minutes=1)
TEXT = "Hun vil gerne arbejde med dyr. <b>Ærø</b>"


@pytest.fixture
def clock():
    """The clock of the story, which a test moves on."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield lambda minutes: traveller.shift(minutes * MINUTES)


@pytest.fixture
def demo(settings):
    settings.DEMO = True


def sit_down(name: str, client: Client | None = None, **more) -> Client:
    client = client or Client()
    assert client.post("/sign-in/as/", {"user": name, **more}).status_code == 302
    return client


def typed(**more) -> dict[str, str]:
    return {"wish": TEXT, "password1": "hemmeligt", "csrfmiddlewaretoken": "x", **more}


@pytest.mark.parametrize(("minutes", "opens"), [(0, True), (14, True), (15, False), (600, False)])
def test_it_locks_after_fifteen_minutes_without_a_request(world, demo, clock, minutes, opens):
    client = sit_down("anna")
    clock(minutes)
    response = client.get("/account/?tab=1")
    assert response.status_code == (200 if opens else 302)
    if not opens:
        assert response.url == "/locked/?next=%2Faccount%2F%3Ftab%3D1"
        assert AuditEvent.objects.filter(event="locked", user_id=world.anna.pk).count() == 1


def test_each_request_begins_the_count_anew(world, demo, clock):
    client = sit_down("anna")
    for _ in range(5):
        clock(14)
        assert client.get("/account/").status_code == 200


def test_the_pages_own_clock_does_not_count_as_a_person(world, demo, clock):
    client = sit_down("anna")
    clock(10)
    answer = client.get("/keep/", headers={"X-Samspor-Timer": "1"})
    assert answer.json() == {"seconds": 5 * 60}
    clock(6)
    assert client.get("/account/").status_code == 302


def test_everything_but_the_open_pages_is_closed_while_it_is_locked(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    for path in ["/", "/account/", "/account/second-factor/"]:
        assert client.get(path).url.startswith("/locked/?next=")
    page = client.get("/locked/?next=/account/")
    assert page.status_code == 200
    assert b"Anna Holm" in page.content
    assert b"/account/" in page.content
    assert not page.context["navigation"]
    assert page.wsgi_request.user.is_anonymous
    assert "_auth_user_id" not in client.session


def test_a_fragment_is_told_to_leave_the_page(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/account/?a=1"}
    response = client.post("/account/second-factor/", typed(), headers=headers)
    assert response.headers["HX-Redirect"] == "/locked/?next=%2Faccount%2F%3Fa%3D1"
    draft = Draft.objects.get()
    assert (draft.path, draft.page) == ("/account/second-factor/", "/account/?a=1")


def test_a_fragment_without_a_session_is_led_to_sign_in(db):
    response = Client().get("/account/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == "/sign-in/?next=%2Faccount%2F"


def shown_to(user, path: str = "/account/", client: Client | None = None) -> dict | None:
    """What a page would put into its form for this person."""
    request = RequestFactory().get(path)
    request.user = user
    request.session = client.session if client else {}
    request._messages = Silent()
    return drafts.kept(request)


class Silent:
    """Takes messages, says nothing."""

    def add(self, level, message, extra_tags="") -> None:
        self.said = message


def test_what_was_typed_is_kept_and_given_back_to_the_same_person(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    response = client.post("/account/", typed(tick=["a", "b"]))
    assert response.url == "/locked/?next=%2Faccount%2F"
    clock(2)
    response = client.post("/sign-in/as/", {"user": "anna", "next": "/account/"})
    assert response.url == "/account/"
    assert shown_to(world.anna, client=client) == {"wish": TEXT, "tick": ["a", "b"]}


def test_the_second_form_sent_to_a_locked_session_is_kept_too(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    client.post("/account/second-factor/", typed(wish="to"))
    assert sorted(Draft.objects.values_list("path", flat=True)) == ["/account/", "/account/second-factor/"]


def test_kept_text_is_encrypted_and_holds_no_secret(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM access_draft")
        raw = bytes(cursor.fetchone()[0])
    assert b"dyr" not in raw
    assert json.loads(Draft.objects.get().words) == {"wish": [TEXT]}


def test_nothing_is_kept_of_an_empty_form(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", {"wish": "  ", "csrfmiddlewaretoken": "x"})
    assert not Draft.objects.exists()


def test_another_person_at_the_same_browser_never_gets_it(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    sit_down("bo", client)
    assert shown_to(world.bo, client=client) is None
    assert client.session.get("locked") is None
    assert Draft.objects.get().user == world.anna


def test_it_is_shown_once_and_once_more_on_a_reload(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    sit_down("anna", client)
    assert shown_to(world.anna, client=client)
    clock(4)
    assert shown_to(world.anna, client=client)
    clock(4)
    assert shown_to(world.anna, client=client) is None


def test_text_that_was_shown_but_not_sent_is_shown_again_after_the_next_lock(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    sit_down("anna", client)
    assert shown_to(world.anna, client=client)
    clock(20)
    client.get("/account/")
    sit_down("anna", client)
    assert shown_to(world.anna, client=client)["wish"] == TEXT


def test_sending_the_form_forgets_it(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    sit_down("anna", client)
    shown_to(world.anna, client=client)
    assert client.post("/account/", typed()).status_code == 200
    assert not Draft.objects.exists()


def test_sending_a_form_that_was_kept_while_it_was_open_forgets_it_too(world, demo, clock):
    client = sit_down("anna")
    own = {"keep-path": "/account/", "keep-page": "/account/", "keep-form": "/account/#0"}
    client.post("/keep/", typed(**own))
    assert Draft.objects.exists()
    client.post("/account/", typed(**{"keep-form": "/account/#0"}))
    assert not Draft.objects.exists()


def test_a_form_that_is_refused_keeps_it(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/keep/", typed(**{"keep-path": "/gone/", "keep-page": "/account/"}))
    sit_down("anna", client)
    shown_to(world.anna, "/gone/", client=client)
    assert client.post("/gone/", typed()).status_code == 404
    assert Draft.objects.exists()


def test_after_a_day_it_is_neither_shown_nor_kept(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.post("/account/", typed())
    clock(24 * 60)
    sit_down("anna", client)
    assert shown_to(world.anna, client=client) is None
    assert drafts.forget_old(NOW + timedelta(hours=25)) == 1
    assert not Draft.objects.exists()


def test_the_page_hands_over_what_is_unfinished_before_it_locks(world, demo, clock):
    client = sit_down("anna")
    clock(15)
    own = {"keep-path": "/account/", "keep-page": "/account/?x=1", "keep-form": "/account/#0"}
    for wish in ["Hun vil", TEXT]:
        answer = client.post("/keep/", typed(**own, wish=wish), headers={"X-Samspor-Timer": "1"})
        assert answer.json() == {"seconds": 0}
    draft = Draft.objects.get()
    assert json.loads(draft.words) == {"wish": [TEXT]}
    assert draft.page == "/account/?x=1"


def test_a_stranger_cannot_replace_what_another_has_kept(world, demo, clock):
    own = {"keep-path": "/account/", "keep-page": "/account/", "keep-form": "/account/#0"}
    for name in ["anna", "bo"]:
        assert sit_down(name).post("/keep/", typed(**own)).status_code == 200
    assert Draft.objects.count() == 2
    assert Client().post("/keep/", typed(**own)).json() == {"seconds": 0}
    assert Draft.objects.count() == 2


def test_too_much_text_is_shown_back_instead(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    text = "ord " * 300_000
    response = client.post("/account/", typed(wish=text), headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    assert b"ord ord ord" in response.content
    assert not Draft.objects.exists()


def test_a_session_that_has_run_out_entirely_still_keeps_the_text(world, demo, clock):
    client = Client(enforce_csrf_checks=True)
    client.get("/sign-in/")
    token = client.get("/sign-in/").context["csrf_token"]
    client.post("/sign-in/as/", {"user": "anna", "csrfmiddlewaretoken": str(token)})
    token = client.get("/account/").context["csrf_token"]
    clock(25 * 60)
    assert not Session.objects.filter(expire_date__gt=NOW + timedelta(hours=25)).exists()
    response = client.post("/account/", typed(csrfmiddlewaretoken=str(token)))
    assert response.url.startswith("/locked/")
    assert Draft.objects.get().user == world.anna


def test_without_a_session_the_text_is_shown_back(world, demo, clock):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/account/", typed(), headers={"Origin": "http://testserver"})
    assert response.status_code == 403
    assert "Hun vil gerne arbejde med dyr." in response.content.decode()
    assert not Draft.objects.exists()


def test_a_forged_form_is_not_kept(world, demo, clock):
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/").context["csrf_token"]
    client.post("/sign-in/as/", {"user": "anna", "csrfmiddlewaretoken": str(token)})
    clock(20)
    assert client.post("/account/", typed()).status_code == 403
    assert client.post("/keep/", typed()).status_code == 403
    assert not Draft.objects.exists()


def test_one_can_lock_by_hand(world, demo, clock):
    client = sit_down("anna")
    assert client.post("/locked/").url == "/locked/"
    assert client.get("/account/").url.startswith("/locked/")
    assert client.get("/locked/").status_code == 200


def test_signing_out_of_a_locked_session_ends_it(world, demo, clock):
    client = sit_down("anna")
    clock(20)
    client.get("/account/")
    assert client.post("/sign-out/").url == "/sign-in/"
    assert client.get("/account/").url.startswith("/sign-in/?next=")
    assert AuditEvent.objects.filter(event="sign_out", user_id=world.anna.pk).exists()
