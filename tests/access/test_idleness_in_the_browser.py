"""The whole story in a browser: somebody writes, is called away, comes back, and finds the text."""

import pytest
from playwright.sync_api import expect, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
STORED = "() => localStorage.length + Object.values(sessionStorage).filter(v => v.includes('Ærlige')).length"


@pytest.fixture
def page():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser.new_context(locale="da-DK").new_page()
        browser.close()


def test_text_outlives_the_lock_and_nothing_lies_in_the_browser(page, live_server, world, settings):
    settings.DEMO = True
    settings.IDLE_MINUTES = 1 / 30
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_role("button", name="Anna Holm").click()
    page.goto(f"{live_server.url}/people/new/")
    page.locator("[name=given_names]").fill("Ærlige Åse")
    page.wait_for_url("**/locked/?next=%2Fpeople%2Fnew%2F", timeout=20_000)
    expect(page.get_by_role("heading", name="Siden er låst")).to_be_visible()
    expect(page.get_by_text("Ærlige")).to_have_count(0)
    assert page.evaluate(STORED) == 0
    settings.IDLE_MINUTES = 15
    page.get_by_role("button", name="Fortsæt som Anna Holm").click()
    page.wait_for_url("**/people/new/")
    expect(page.locator("[name=given_names]")).to_have_value("Ærlige Åse")
    expect(page.get_by_text("er bevaret")).to_be_visible()
    assert [cookie["name"] for cookie in page.context.cookies()] == ["samspor"]
    assert hosts == {live_server.url.split("/")[2]}
