"""The second factor of a local account: demanded in production, asked for at each sign-in, sealed in the database."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from factories import NOW
from samspor.access.encryption import CannotOpen
from samspor.access.models import AuditEvent

pytestmark = pytest.mark.slow

PASSWORD = "korrekt hest batteri"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def anna(world):
    world.anna.set_password(PASSWORD)
    world.anna.save()
    return world.anna


def sign_in(client: Client, **more):
    return client.post("/sign-in/", {"login": "anna", "password": PASSWORD, **more})


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


@pytest.fixture
def secret(anna) -> str:
    """Anna has set up her app; the key it got."""
    client = Client()
    sign_in(client)
    key = client.get("/account/second-factor/").context["form"].secret
    response = client.post("/account/second-factor/", {"code": code(key)})
    assert response.url == "/account/second-factor/codes/"
    cache.clear()
    return key


def test_a_local_user_without_one_is_led_to_set_it_up_and_gets_nowhere_else(anna):
    client = Client()
    assert sign_in(client).url == "/"
    for path in ["/", "/account/", "/account/second-factor/codes/new/"]:
        assert client.get(path).url == "/account/second-factor/"
    page = client.get("/account/second-factor/")
    assert page.status_code == 200
    assert page.context["form"].secret in page.content.decode()
    assert client.post("/sign-out/").status_code == 302


def test_a_wrong_first_code_sets_up_nothing(anna):
    client = Client()
    sign_in(client)
    client.get("/account/second-factor/")
    assert client.post("/account/second-factor/", {"code": "000000"}).status_code in {200, 422}
    assert not Authenticator.objects.exists()
    assert client.get("/account/").url == "/account/second-factor/"


def test_once_set_up_the_house_is_open_and_recovery_codes_are_shown(anna):
    client = Client()
    sign_in(client)
    key = client.get("/account/second-factor/").context["form"].secret
    client.post("/account/second-factor/", {"code": code(key)})
    page = client.get("/account/second-factor/codes/")
    assert len(page.context["unused_codes"]) == 10
    assert client.get("/").status_code == 200
    assert client.get("/account/").status_code == 200
    assert client.get("/account/second-factor/").url == "/account/"


def test_the_key_is_sealed_in_the_database(secret):
    row = Authenticator.objects.get(type="totp")
    assert secret not in str(row.data)
    assert "0" * 6 not in str(Authenticator.objects.get(type="recovery_codes").data["seed"])


@pytest.mark.parametrize("leaves", [True, False], ids=["moved", "copied"])
def test_a_secret_in_another_person_s_row_opens_nothing(anna, world, secret, leaves):
    """Who can write to the database cannot put a secret they know in the place of another's."""
    anna_s = Authenticator.objects.get(user=anna, type="totp")
    bo_s = Authenticator.objects.create(user=world.bo, type="totp", data=anna_s.data)
    if leaves:
        anna_s.delete()
    with pytest.raises(CannotOpen):
        bo_s.wrap().validate_code(code(secret))


def test_at_sign_in_the_code_is_asked_for_and_the_page_is_found_again(anna, secret):
    client = Client()
    assert sign_in(client, next="/account/").url == "/sign-in/code/"
    assert client.get("/account/").url.startswith("/sign-in/")
    assert client.get("/sign-in/code/").status_code == 200
    response = client.post("/sign-in/code/", {"code": code(secret)})
    assert response.url == "/account/"
    assert client.get("/account/").status_code == 200
    assert AuditEvent.objects.filter(event="sign_in.ok").count() == 2


def test_a_recovery_code_lets_one_in_once(anna, secret):
    one = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for let_in in [True, False]:
        client = Client()
        sign_in(client)
        response = client.post("/sign-in/code/", {"code": one})
        assert (response.status_code == 302) is let_in


def test_a_code_is_good_for_one_sign_in(anna, secret):
    one = code(secret)
    for let_in in [True, False]:
        client = Client()
        sign_in(client)
        assert (client.post("/sign-in/code/", {"code": one}).status_code == 302) is let_in
        cache.clear()  # another process of the server does not share this one's memory


def test_guesses_at_the_code_are_counted_across_sign_ins(anna, secret):
    statuses = []
    for _ in range(7):
        client = Client()
        sign_in(client)
        cache.clear()  # another server process has its own memory; the count is in the database
        statuses.append(client.post("/sign-in/code/", {"code": "000000"}).status_code)
    assert statuses[-1] == 429
    client = Client()
    sign_in(client)
    cache.clear()
    assert client.post("/sign-in/code/", {"code": code(secret)}).status_code == 429
    failed = AuditEvent.objects.filter(event="sign_in.failed", fields=["second_factor"])
    assert failed.count() >= 5


def test_the_code_page_opens_to_nobody_without_a_password(db):
    assert Client().get("/sign-in/code/").url.startswith("/sign-in/")
    assert Client().post("/sign-in/code/", {"code": "123456"}).url.startswith("/sign-in/")


def test_the_second_step_must_come_within_a_quarter(anna, secret):
    client = Client()
    sign_in(client)
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert client.post("/sign-in/code/", {"code": code(secret)}).url.startswith("/sign-in/")


def test_to_unlock_one_needs_both_again(anna, secret):
    client = Client()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code(secret)})
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert client.get("/account/").url.startswith("/locked/")
        assert sign_in(client, next="/account/").url == "/sign-in/code/"
        assert client.get("/account/").url.startswith("/locked/")
        assert client.post("/sign-in/code/", {"code": code(secret)}).url == "/account/"
        assert client.get("/account/").status_code == 200


def test_new_recovery_codes_need_the_password_once_more_after_a_while(anna, secret):
    client = Client()
    sign_in(client)
    client.post("/sign-in/code/", {"code": code(secret)})
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        assert client.get("/account/second-factor/codes/new/").url.startswith("/account/again/")
        page = "/account/second-factor/codes/new/"
        response = client.post("/account/again/", {"password": PASSWORD, "next": page})
        assert response.url == page
        assert client.post(page).url == "/account/second-factor/codes/"


def test_where_none_is_demanded_nobody_is_led_astray(anna, settings):
    settings.SECOND_FACTOR = False
    client = Client()
    sign_in(client)
    assert client.get("/account/").status_code == 200
