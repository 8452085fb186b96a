"""Sign-in by OIDC, against a provider that really runs: what it says is followed each time, and never more."""

import os
import warnings
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from factories import NOW
from samspor.access.models import AuditEvent, Membership, User
from samspor.access.sign_in.providers import providers_from_environment
from samspor.base.dates import today

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
    pytest.mark.slow,
]

WORDS = {
    "OIDC": "odense",
    "OIDC_ODENSE_NAME": "Odense Kommune",
    "OIDC_ODENSE_CLIENT_ID": "samspor",
    "OIDC_ODENSE_CLIENT_SECRET": "hemmelig",
    "OIDC_ODENSE_AUTHORITIES": "0461",
    "OIDC_ODENSE_ROLES": "IPS-konsulent=specialist,Leder=team_leader,Analyse=analyst",
    "OIDC_ODENSE_UNIT_CLAIM": "enhed",
}


def declared(known=("specialist", "team_leader", "analyst"), https_only=False, **words):
    words = {**WORDS, **words}
    return providers_from_environment(
        lambda name, default="": words.get(name, default), known_roles=known, https_only=https_only
    )


@pytest.fixture(scope="module")
def server():
    """An identity provider on this machine."""
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401  sets its own filter when it is first imported

        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread
    with run_server_in_thread() as running:
        yield f"http://localhost:{running.server_port}"
    del os.environ["AUTHLIB_INSECURE_TRANSPORT"]


@pytest.fixture
def provider(server, settings, world):
    world.jobcentre.code, world.middelfart.code = "OC1", "MC1"
    world.jobcentre.save()
    world.middelfart.save()
    settings.OIDC_PROVIDERS = declared(OIDC_ODENSE_SERVER=server)
    apps = [one.as_app for one in settings.OIDC_PROVIDERS.values()]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    return server


def claims(**changed) -> dict:
    """What the municipality says of Mette."""
    told = {
        "name": "Mette Dahl",
        "email": "mette@example.dk",
        "authority": "0461",
        "enhed": "OC1",
        "role": "IPS-konsulent",
        "loa": "Substantial",
        "cpr": "6101010000",
    }
    return {name: value for name, value in {**told, **changed}.items() if value is not None}


def come_back(
    server: str, client: Client, told: dict, sub: str = "mette", start: str = "/sign-in/by/odense/"
):
    """The whole way: off to the provider, approve there, and back with a code."""
    requests.put(f"{server}/users/{sub}", json=told, timeout=5).raise_for_status()
    there = client.get(start).url
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    return client.get(f"{parts.path}?{parts.query}")


def posts(user: User) -> set[tuple[str, str]]:
    return {(m.role, m.unit.code if m.unit else "") for m in user.memberships.valid_on(today())}


def mette() -> User:
    return SocialAccount.objects.get(provider="odense", uid="mette").user


def test_the_button_stands_on_the_sign_in_page(provider):
    page = Client().get("/sign-in/?next=/account/").content.decode()
    assert "Odense Kommune" in page
    assert 'href="/sign-in/by/odense/?next=%2Faccount%2F"' in page


def test_the_way_there_asks_for_a_code_with_proof(provider):
    asked = parse_qs(urlsplit(Client().get("/sign-in/by/odense/").url).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["state"][0]) >= 16
    assert "prompt" not in asked


def test_nobody_can_ask_for_more_from_outside(provider):
    url = "/sign-in/by/odense/?auth_params=prompt%3Dnone&scope=everything&process=connect"
    asked = parse_qs(urlsplit(Client().get(url).url).query)
    assert "prompt" not in asked
    assert sorted(asked["scope"][0].split()) == ["email", "openid", "profile"]


def test_whoever_the_municipality_vouches_for_is_let_in(provider, world):
    client = Client()
    response = come_back(provider, client, claims(), start="/sign-in/by/odense/?next=/account/")
    assert (response.status_code, response.url) == (302, "/account/")
    assert client.get("/account/").context["user"] == mette()
    assert (mette().name, mette().email) == ("Mette Dahl", "mette@example.dk")
    assert posts(mette()) == {("specialist", "OC1")}
    assert mette().memberships.get().source == Membership.Source.OIDC
    assert not mette().has_usable_password()
    event = AuditEvent.objects.get(event="sign_in.ok")
    assert (event.user_id, event.fields) == (mette().pk, ["oidc"])
    assert set(client.cookies) == {"samspor"}


def test_the_claims_are_read_and_not_stored(provider):
    come_back(provider, Client(), claims())
    assert SocialAccount.objects.get().extra_data == {}
    assert "6101010000" not in str(User.objects.filter(pk=mette().pk).values())


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"loa": "Low"}, "level_low"),
        ({"loa": "sølvpapir"}, "level_low"),
        ({"loa": None}, "level_missing"),
        ({"loa": ""}, "level_missing"),
        ({"loa": ["High", "Low"]}, "level_missing"),
        ({"authority": None}, "authority_unknown"),
        ({"authority": "0410"}, "authority_unknown"),  # exists here, but this provider may not speak for it
        ({"authority": "9999"}, "authority_unknown"),
        ({"enhed": None}, "unit_unknown"),
        ({"enhed": "XX"}, "unit_unknown"),
        ({"enhed": "MC1"}, "unit_unknown"),  # another municipality's unit
        ({"enhed": ["OC1", "XX"]}, "unit_unknown"),
        ({"role": None}, "role_unknown"),
        ({"role": "Direktør"}, "role_unknown"),
        ({"role": "specialist"}, "role_unknown"),  # our word, not theirs
        ({"role": ["IPS-konsulent", "Leder"], "enhed": ["OC1", "OC2"]}, "ambiguous"),
    ],
)
def test_whatever_is_missing_low_or_unknown_is_refused_calmly(provider, world, changed, why):
    users = User.objects.count()
    client = Client()
    response = come_back(provider, client, claims(**changed))
    assert response.status_code == 403
    assert response.context["reason"] == why
    assert client.get("/account/").status_code == 302
    assert User.objects.count() == users
    assert not SocialAccount.objects.exists()
    event = AuditEvent.objects.get(event="sign_in.failed")
    assert event.fields == [why]
    assert "mette" not in f"{event.about}"


@pytest.mark.parametrize("level", ["substantial", "Substantial", "HIGH"])
def test_the_lowest_accepted_level_and_those_above_it_are_enough(provider, level):
    assert come_back(provider, Client(), claims(loa=level)).status_code == 302


def test_several_roles_in_one_unit_and_groups_that_mean_nothing_here(provider):
    come_back(provider, Client(), claims(role=["IPS-konsulent", "Leder", "Kantine"]))
    assert posts(mette()) == {("specialist", "OC1"), ("team_leader", "OC1")}


def test_a_role_without_a_unit(provider):
    come_back(provider, Client(), claims(role="Analyse", enhed=None))
    assert posts(mette()) == {("analyst", "")}


def test_another_role_at_the_next_sign_in_replaces_the_first(provider):
    come_back(provider, Client(), claims())
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        come_back(provider, Client(), claims(role="Leder", name="Mette Dahl Holm"))
        assert posts(mette()) == {("team_leader", "OC1")}
        first = mette().memberships.get(role="specialist")
        assert first.valid_to == today() - timedelta(days=1)
        assert mette().name == "Mette Dahl Holm"


def test_another_role_on_the_same_day_works_at_once(provider):
    come_back(provider, Client(), claims())
    come_back(provider, Client(), claims(role="Leder"))
    assert posts(mette()) == {("team_leader", "OC1")}


def test_what_stays_the_same_keeps_its_first_day(provider):
    come_back(provider, Client(), claims())
    with time_machine.travel(NOW + timedelta(days=3), tick=False):
        come_back(provider, Client(), claims())
        assert mette().memberships.get().valid_from == NOW.date()


def test_what_was_entered_here_by_hand_is_left_alone(provider, world):
    come_back(provider, Client(), claims())
    mette().memberships.create(unit=world.jobcentre, role="log_reviewer", valid_from=today())
    come_back(provider, Client(), claims(role="Leder"))
    assert posts(mette()) == {("team_leader", "OC1"), ("log_reviewer", "OC1")}


def test_whoever_is_disabled_here_stays_out(provider):
    come_back(provider, Client(), claims())
    User.objects.filter(pk=mette().pk).update(is_active=False)
    client = Client()
    response = come_back(provider, client, claims(role="Leder"))
    assert (response.status_code, response.context["reason"]) == (403, "disabled")
    assert client.get("/account/").status_code == 302
    assert posts(mette()) == {("specialist", "OC1")}


def test_a_provider_cannot_take_over_an_account_by_spelling_its_name(provider, world):
    world.anna.email = "anna@example.dk"
    world.anna.save()
    told = claims(name="Anna Holm", email="anna@example.dk", email_verified=True, preferred_username="anna")
    come_back(provider, Client(), told, sub="anna")
    assert SocialAccount.objects.get(uid="anna").user != world.anna


def test_a_unit_that_has_closed_is_unknown(provider, world):
    world.jobcentre.valid_to = today() - timedelta(days=1)
    world.jobcentre.save()
    assert come_back(provider, Client(), claims()).context["reason"] == "unit_unknown"


# --- faults on the way ------------------------------------------------------------------------------------
def test_the_answer_to_another_browser_is_not_taken(provider):
    requests.put(f"{provider}/users/mette", json=claims(), timeout=5)
    there = Client().get("/sign-in/by/odense/").url
    back = requests.post(there, data={"sub": "mette"}, allow_redirects=False, timeout=5).headers["Location"]
    other = Client()
    parts = urlsplit(back)
    assert other.get(f"{parts.path}?{parts.query}").status_code == 401
    assert other.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_code_works_once(provider):
    requests.put(f"{provider}/users/mette", json=claims(), timeout=5)
    client = Client()
    there = client.get("/sign-in/by/odense/").url
    back = requests.post(there, data={"sub": "mette"}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 302
    client.post("/sign-out/")
    assert client.get(f"{parts.path}?{parts.query}").status_code == 401


def test_whoever_turns_back_at_the_provider_comes_to_a_calm_page(provider):
    client = Client()
    there = client.get("/sign-in/by/odense/").url
    back = requests.post(there, data={"action": "deny"}, allow_redirects=False, timeout=5).headers["Location"]
    parts = urlsplit(back)
    assert client.get(f"{parts.path}?{parts.query}").status_code == 401


def test_a_provider_that_does_not_answer_gives_a_calm_page(provider, settings):
    settings.OIDC_PROVIDERS = declared(OIDC_ODENSE_SERVER="http://localhost:9")
    apps = [one.as_app for one in settings.OIDC_PROVIDERS.values()]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
    assert Client().get("/sign-in/by/odense/").status_code == 401


def test_a_provider_that_nobody_declared_does_not_exist(provider):
    assert Client().get("/sign-in/by/region/").status_code == 404
    assert Client().get("/sign-in/by/region/back/?code=1&state=2").status_code == 404


# --- unlocking --------------------------------------------------------------------------------------------
def test_to_unlock_the_provider_must_ask_again(provider):
    client = Client()
    come_back(provider, client, claims())
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        assert client.get("/account/").url.startswith("/locked/")
        assert b"Odense Kommune" in client.get("/locked/?next=/account/").content
        asked = parse_qs(urlsplit(client.get("/sign-in/by/odense/").url).query)
        assert (asked["prompt"], asked["max_age"]) == (["login"], ["0"])
        stale = claims(auth_time=NOW.timestamp())
        assert come_back(provider, client, stale).context["reason"] == "not_asked_again"
        assert client.get("/account/").url.startswith("/locked/")
        fresh = claims(auth_time=(NOW + timedelta(minutes=20)).timestamp())
        start = "/sign-in/by/odense/?next=/account/"
        assert come_back(provider, client, fresh, start=start).url == "/account/"
        assert client.get("/account/").status_code == 200


def test_another_person_may_sign_in_at_a_locked_browser_and_starts_afresh(provider):
    client = Client()
    come_back(provider, client, claims())
    with time_machine.travel(NOW + timedelta(minutes=20), tick=False):
        client.get("/account/")
        come_back(provider, client, claims(name="Ole Bang"), sub="ole")
        assert client.get("/account/").context["user"].name == "Ole Bang"


# --- the declaration --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({}, "SAMSPOR_OIDC_ODENSE_SERVER is missing"),
        (
            {"OIDC_ODENSE_SERVER": "https://x", "OIDC_ODENSE_ROLES": ""},
            "SAMSPOR_OIDC_ODENSE_ROLES is missing",
        ),
        ({"OIDC_ODENSE_SERVER": "https://x", "OIDC_ODENSE_ROLES": "a"}, "must read theirs=ours"),
        (
            {"OIDC_ODENSE_SERVER": "https://x", "OIDC_ODENSE_ROLES": "a=konge"},
            "roles that do not exist: konge",
        ),
        ({"OIDC_ODENSE_SERVER": "https://x", "OIDC_ODENSE_AUTHORITIES": ""}, "AUTHORITIES is missing"),
        (
            {"OIDC_ODENSE_SERVER": "https://x", "OIDC_ODENSE_MINIMUM_LEVEL": "lav"},
            "MINIMUM_LEVEL must be one of",
        ),
        ({"OIDC_ODENSE_SERVER": "http://x"}, "must begin with https"),
    ],
)
def test_a_declaration_that_is_not_whole_stops_the_start(words, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        declared(https_only=True, **words)


def test_one_provider_alone_needs_no_name():
    words = {name.replace("ODENSE_", ""): value for name, value in WORDS.items() if name != "OIDC"}
    words["OIDC_SERVER"] = "https://x"
    known = ["specialist", "team_leader", "analyst"]
    found = providers_from_environment(
        lambda name, default="": words.get(name, default), known_roles=known, https_only=True
    )
    assert list(found) == ["oidc"]
    assert found["oidc"].accepted_levels == {"substantial", "high"}
    assert "hemmelig" not in repr(found)
