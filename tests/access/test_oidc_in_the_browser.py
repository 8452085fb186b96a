"""Sign-in by OIDC as a person sees it: the button, the provider's own page, and back where one was going."""

import os
import warnings

import pytest
from playwright.sync_api import expect, sync_playwright

from samspor.access.sign_in.providers import Provider

pytestmark = [
    pytest.mark.browser,
    pytest.mark.one_database,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
METTE = {"name": "Mette Dahl", "authority": "0461", "unit": "OC1", "role": "IPS-konsulent", "loa": "High"}


@pytest.fixture
def provider(settings, monkeypatch):
    """An identity provider on this machine that knows Mette, and Ole whose sign-in is too weak."""
    monkeypatch.setitem(os.environ, "AUTHLIB_INSECURE_TRANSPORT", "1")
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401  sets its own filter when it is first imported

        warnings.simplefilter("ignore")
        from oidc_provider_mock import User, run_server_in_thread
    people = [User(sub="mette", claims=METTE), User(sub="ole", claims={**METTE, "name": "Ole", "loa": "Low"})]
    with run_server_in_thread(user_claims=people) as server:
        odense = Provider(
            id="odense",
            name="Odense Kommune",
            server=f"http://localhost:{server.server_port}",
            client_id="samspor",
            client_secret="hemmelig",
            authorities=frozenset({"0461"}),
            roles={"IPS-konsulent": "specialist"},
        )
        settings.OIDC_PROVIDERS = {"odense": odense}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [odense.as_app]}}
        yield odense


@pytest.fixture
def page():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_context(locale="da-DK").new_page()
        browser.close()


def sign_in(page, live_server, world, who: str) -> None:
    world.jobcentre.code = "OC1"
    world.jobcentre.save()
    page.goto(f"{live_server.url}/account/")
    page.get_by_role("link", name="Log ind med Odense Kommune").click()
    page.get_by_role("button", name=who, exact=True).click()


def test_from_the_button_to_the_page_one_wanted(page, live_server, provider, world):
    sign_in(page, live_server, world, "mette")
    page.wait_for_url(f"{live_server.url}/account/")
    expect(page.get_by_role("heading", name="Min konto")).to_be_visible()
    expect(page.get_by_role("rowheader", name="IPS-konsulent")).to_be_visible()
    expect(page.get_by_text("Fra log ind")).to_be_visible()
    assert {c["name"] for c in page.context.cookies(live_server.url)} == {"samspor"}


def test_a_weak_sign_in_is_refused_calmly(page, live_server, provider, world):
    sign_in(page, live_server, world, "ole")
    expect(page.get_by_role("heading", name="Du kunne ikke logges ind")).to_be_visible()
    expect(page.get_by_text("ikke sikker nok")).to_be_visible()
