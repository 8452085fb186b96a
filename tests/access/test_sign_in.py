"""The sign-in page: local accounts, the demo's roles, the way out, and that guessing tells nothing."""

import re

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samspor.access.encryption import keyed_hash
from samspor.access.models import AuditEvent
from samspor.access.sign_in.cast import CAST

PASSWORD = "korrekt hest batteri"


class CountedHasher(PBKDF2PasswordHasher):
    """Counts its runs, so that a test sees the work and not the clock."""

    algorithm = "counted"
    iterations = 1
    runs = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        type(self).runs += 1
        return super().encode(password, salt, iterations)

    def harden_runtime(self, password: str, encoded: str) -> None:
        """Nothing to even out: all of ours have the same number of rounds."""


@pytest.fixture
def counted(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    return CountedHasher


@pytest.fixture
def anna(counted, world):
    world.anna.set_password(PASSWORD)
    world.anna.email = "anna@example.dk"
    world.anna.save()
    return world.anna


def attempt(client: Client, login: str, password: str = PASSWORD, **more):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


def body(response) -> str:
    """A page without what differs between any two: the CSRF token and the typed name."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]*"', r"\1", response.content.decode())
    return re.sub(r'(name="login" value=)"[^"]*"', r"\1", text)


# --- local accounts ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("login", ["anna", " Anna ", "anna@example.dk", "ANNA@example.dk"])
def test_a_local_account_is_called_by_user_name_or_e_mail(anna, login):
    client = Client()
    response = attempt(client, login)
    assert (response.status_code, response.url) == (302, "/")
    assert client.get("/account/").status_code == 200
    event = AuditEvent.objects.get(event="sign_in.ok")
    assert (event.user_id, event.fields) == (anna.pk, ["local"])


def test_an_e_mail_that_two_share_is_nobodys(anna, world):
    world.bo.email = "anna@example.dk"
    world.bo.save()
    assert attempt(Client(), "anna@example.dk").status_code == 422


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("anna", "forkert kodeord"),
        ("anna@example.dk", "forkert kodeord"),
        ("ukendt", PASSWORD),
        ("ukendt@example.dk", PASSWORD),
        ("kirsten", PASSWORD),  # exists, has no password
        ("bo", PASSWORD),  # disabled below
    ],
)
def test_every_wrong_guess_gets_the_same_page_and_the_same_work(anna, world, counted, login, password):
    world.bo.set_password(PASSWORD)
    world.bo.is_active = False
    world.bo.save()
    with CaptureQueriesContext(connection) as plain_work:
        plain = attempt(Client(), "slet ingen", "slet intet")
    counted.runs = 0
    with CaptureQueriesContext(connection) as work:
        response = attempt(Client(), login, password)
    assert counted.runs == 1
    assert len(work) == len(plain_work)
    assert response.status_code == plain.status_code == 422
    assert body(response) == body(plain)
    assert dict(response.headers) == {**plain.headers, "Content-Length": response.headers["Content-Length"]}


def test_a_failed_sign_in_is_on_record_without_the_word(anna):
    attempt(Client(), "min hemmelige kode", "x")
    event = AuditEvent.objects.get(event="sign_in.failed")
    assert event.outcome == "denied"
    assert event.about == keyed_hash("sign-in|min hemmelige kode")
    assert event.user_id is None
    kept = AccessAttempt.objects.values().get()
    assert "hemmelige" not in str(kept)
    assert "csrf" not in str(kept["post_data"]) or "***" in kept["post_data"]


@pytest.mark.parametrize("login", ["anna", "ukendt"])
def test_after_six_tries_one_waits_whether_the_name_exists_or_not(anna, login):
    client = Client()
    answers = [attempt(client, login, f"gæt {n}").status_code for n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    response = attempt(client, login)
    assert response.status_code == 429
    assert "15 minut" in response.content.decode()
    assert attempt(Client(REMOTE_ADDR="10.0.0.9"), "anna").status_code == 302, (
        "another address is not held up"
    )


def test_too_many_tries_look_the_same_for_a_name_that_exists(anna):
    pages = []
    for login in ["anna", "ukendt"]:
        client = Client()
        for n in range(7):
            response = attempt(client, login, f"gæt {n}")
        pages.append(body(response))
    assert pages[0] == pages[1]


def test_the_wait_ends(anna):
    import time_machine

    from factories import NOW

    client = Client()
    for n in range(7):
        attempt(client, "anna", f"gæt {n}")
    from datetime import timedelta

    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert attempt(client, "anna").status_code == 302


@pytest.mark.parametrize(
    ("page", "led_to"),
    [
        ("/account/", "/account/"),
        ("https://ond.example/", "/"),
        ("//ond.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_is_led_on_only_within_the_house(anna, page, led_to):
    assert attempt(Client(), "anna", next=page).url == led_to


def test_whoever_is_signed_in_is_led_on(as_):
    assert as_("anna").get("/sign-in/?next=/account/").url == "/account/"


# --- the demo's roles -------------------------------------------------------------------------------------
def test_in_demo_one_picks_a_role(world, settings):
    settings.DEMO = True
    client = Client()
    page = client.get("/sign-in/").content.decode()
    assert all(f'value="{name}"' in page for name in CAST)
    assert client.post("/sign-in/as/", {"user": "kirsten"}).url == "/"
    assert client.get("/account/").context["user"] == world.kirsten
    client.post("/sign-in/as/", {"user": "bo"})
    assert client.get("/account/").context["user"] == world.bo


@pytest.mark.parametrize("user", ["", "ukendt", "ole", "bo"])
def test_only_the_active_cast_can_be_picked(world, settings, user):
    import factories as make

    settings.DEMO = True
    make.staff("ole", "specialist", world.jobcentre, "Ole")
    world.bo.is_active = False
    world.bo.save()
    assert Client().post("/sign-in/as/", {"user": user}).status_code == 404


def test_outside_demo_there_is_no_role_to_pick(world, settings):
    settings.DEMO = False
    client = Client()
    assert b'value="anna"' not in client.get("/sign-in/").content
    assert client.post("/sign-in/as/", {"user": "anna"}).status_code == 404
    assert "_auth_user_id" not in client.session


# --- the session ------------------------------------------------------------------------------------------
def test_the_session_key_changes_at_sign_in_and_the_old_one_is_worthless(anna):
    client = Client()
    client.get("/sign-in/")
    before = client.cookies["samspor"].value
    attempt(client, "anna")
    assert client.cookies["samspor"].value != before
    other = Client()
    other.cookies["samspor"] = before
    assert other.get("/account/").status_code == 302


def test_sign_out_is_a_post_and_ends_the_session(as_, world):
    client = as_("anna")
    key = client.cookies["samspor"].value
    assert client.get("/sign-out/").status_code == 405
    response = client.post("/sign-out/")
    assert response.url == "/sign-in/"
    assert "cache" in response.headers["Clear-Site-Data"]
    client.cookies["samspor"] = key
    assert client.get("/account/").status_code == 302
    assert AuditEvent.objects.get(event="sign_out").user_id == world.anna.pk


def test_whoever_is_disabled_is_out_at_the_next_click(as_, world):
    client = as_("anna")
    assert client.get("/account/").status_code == 200
    world.anna.is_active = False
    world.anna.save()
    assert client.get("/account/").url.startswith("/sign-in/")


def test_only_the_session_cookie_is_ever_set(world, settings):
    settings.DEMO = True
    client = Client()
    client.get("/sign-in/")
    client.post("/sign-in/as/", {"user": "anna"})
    client.post("/language/", {"language": "en", "next": "/account/"})
    client.get("/account/")
    client.post("/locked/")
    client.get("/locked/")
    client.post("/sign-in/as/", {"user": "anna"})
    client.get("/account/second-factor/")
    client.get("/findes-ikke/")
    client.post("/sign-out/")
    assert set(client.cookies) == {"samspor"}
    cookie = client.cookies["samspor"]
    assert settings.SESSION_COOKIE_HTTPONLY
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("path", ["/", "/account/", "/account/second-factor/", "/findes-ikke/", "/sign-in/"])
def test_no_page_is_stored_by_a_browser_or_on_the_way(as_, path):
    assert as_("anna").get(path).headers["Cache-Control"] == "no-store, private"
    assert Client().get(path).headers["Cache-Control"] == "no-store, private"


# --- what is not here -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "path",
    [
        "/accounts/login/", "/accounts/signup/", "/accounts/email/", "/accounts/password/reset/", "/signup/",
        "/login/", "/accounts/2fa/", "/account/second-factor/remove/", "/accounts/3rdparty/", "/oidc/x/login/",
        "/accounts/social/connections/", "/admin/", "/sign-in/signup/",
    ],
)  # fmt: skip
def test_the_pages_of_allauth_that_we_do_not_want_do_not_exist(as_, path):
    assert as_("jens").get(path).status_code == 404
    assert Client().get(path).status_code == 404


def test_every_page_is_closed_to_strangers_but_the_few_open_ones(db):
    from django.urls import get_resolver

    open_pages = {
        "access:keep", "access:locked", "access:new_password", "access:oidc", "access:pick", "access:sign_in", "access:sign_out",
        "account_login", "mfa_authenticate", "openid_connect_callback", "socialaccount_login_cancelled",
    }  # fmt: skip
    found = set()

    def walk(patterns, room=""):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else room)
            elif not getattr(pattern.callback, "login_required", True):
                found.add(f"{room}{pattern.name}")

    walk(get_resolver().url_patterns)
    assert {name for name in found if not name.startswith("base:")} == open_pages
