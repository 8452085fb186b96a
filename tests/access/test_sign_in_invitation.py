"""How a local account begins: a link for one use from the administrator, and no way to ask who has an account."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from factories import NOW
from samspor.access.models import AuditEvent, User
from samspor.base.dates import today

pytestmark = pytest.mark.slow

PASSWORD = "korrekt hest batteri klips"


def invite(*words: str) -> str:
    told = StringIO()
    call_command("invite", *words, stdout=told)
    return told.getvalue().split()[-1]


def choose(link: str, password: str = PASSWORD, client: Client | None = None):
    client = client or Client()
    form = client.get(link)
    if form.status_code != 302:
        return form
    return client.post(form.url, {"new_password1": password, "new_password2": password})


def sign_in(login: str, password: str = PASSWORD):
    return Client().post("/sign-in/", {"login": login, "password": password})


def test_the_first_administrator_of_a_new_site(world):
    unit = world.jobcentre
    place = ["--authority", unit.authority.code, "--unit", unit.code]
    link = invite("Mona", "--name", "Mona Lind", "--role", "administrator", *place)
    assert choose(link).url == "/sign-in/"
    assert sign_in("mona").status_code == 302
    mona = User.objects.get(username="mona")
    assert [(m.role, m.unit) for m in mona.memberships_on(today())] == [("administrator", unit)]
    assert AuditEvent.objects.filter(event="sign_in.invited", object_id=mona.pk).exists()


def test_the_link_works_once(world):
    link = invite("anna")
    choose(link)
    page = choose(link, "et helt andet kodeord")
    assert page.status_code == 200
    assert not page.context["validlink"]
    assert sign_in("anna").status_code == 302


def test_the_link_works_for_a_day(world):
    link = invite("anna")
    with time_machine.travel(NOW + timedelta(hours=25), tick=False):
        assert not choose(link).context["validlink"]


def test_the_link_signs_nobody_in_and_stays_out_of_the_address(world):
    link = invite("anna")
    client = Client()
    assert client.get(link).url.endswith("/set-password/")
    choose(link, client=client)
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize("password", ["kort", "password1234", "annaannaanna1"])
def test_a_weak_password_is_not_taken(world, password):
    world.anna.username = "annaannaanna"
    world.anna.save()
    assert choose(invite("annaannaanna"), password).context["form"].errors


def test_a_lost_phone_is_forgotten(world):
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=world.anna, type="totp", data={"secret": "x"})
    invite("anna", "--lost-phone")
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        ["ny"],
        ["anna", "--role", "specialist"],
        ["anna", "--role", "specialist", "--authority", "0461", "--unit", "XX"],
    ],
)
def test_what_does_not_exist_is_said_so(world, words):
    with pytest.raises(CommandError):
        invite(*words)


@pytest.mark.parametrize("path", ["/sign-in/new/MQ/x-y/", "/sign-in/new/OTk5/x-y/", "/sign-in/new/%20/x-y/"])
def test_a_made_up_link_says_the_same_for_a_person_who_exists(world, path):
    page = Client().get(path)
    assert page.status_code == 200
    assert not page.context["validlink"]
