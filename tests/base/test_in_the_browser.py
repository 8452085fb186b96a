"""What only a browser can tell: that everybody can use the components, and what the page's script adds."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import TimeoutError as Late

pytestmark = [pytest.mark.browser, pytest.mark.one_database, pytest.mark.django_db(transaction=True)]

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


def open_page(browser: Browser, url: str, width: int = 1280, **words) -> Page:
    """A page that complains of every fault of its scripts and of its policy."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **words).new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.on("console", lambda said: pytest.fail(said.text) if said.type == "error" else None)
    page.goto(f"{url}/style/")
    return page


@pytest.fixture
def page(chromium, live_server):
    return open_page(chromium, live_server.url)


def signed_in(page: Page, live_server, client) -> Page:
    cookie = client.cookies["samspor"].value
    page.context.add_cookies([{"name": "samspor", "value": cookie, "url": live_server.url}])
    page.reload()
    return page


@pytest.mark.parametrize("width", [1280, 390])
def test_everybody_can_use_every_component(chromium, live_server, width):
    page = open_page(chromium, live_server.url, width, bypass_csp=True)
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_stands_out_to_the_side(chromium, live_server, width):
    page = open_page(chromium, live_server.url, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_icons_are_drawn(page):
    assert page.locator(".alert-icon use").first.evaluate("use => use.getBoundingClientRect().width") > 0


@pytest.mark.parametrize("width", [1280, 390])
def test_the_menus_open_without_a_script(chromium, live_server, as_, width):
    page = open_page(chromium, live_server.url, width, java_script_enabled=False)
    signed_in(page, live_server, as_("anna"))
    page.locator("details.site-menu:visible > summary").click()
    expect(page.get_by_role("button", name="Log ud")).to_be_visible()
    expect(page.get_by_role("link", name="Min konto")).to_be_visible()


def test_escape_closes_a_menu_and_gives_the_focus_back(page, live_server, as_):
    signed_in(page, live_server, as_("anna"))
    summary = page.locator("details.site-menu:visible > summary")
    summary.click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Log ud")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_keyboard_goes_past_the_menus(page):
    page.locator("body").click(position={"x": 1, "y": 300})
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    page.locator(".skipnav").focus()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_error_summary_has_the_focus_and_leads_to_the_field(page):
    summary = page.locator("[data-module='error-summary']")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("Dato for samtalen")).click()
    expect(page.locator("#faulty_on")).to_be_focused()


def test_one_sees_how_many_characters_are_left(page):
    field = page.locator("#id_text")
    field.fill("ti tegn !!")
    field.press("End")
    group = page.locator(".form-group", has=field)
    expect(group.locator(".character-limit")).to_have_text("390 tegn tilbage")
    field.fill("x" * 405)
    field.press("End")
    expect(group.locator(".character-limit")).to_have_text("5 tegn for meget")
    assert len(field.input_value()) == 405


def test_a_second_click_sends_nothing(page):
    sent = []
    page.route("**/language/", lambda route: sent.append(route.request) or None)
    page.locator("form.language button").evaluate("button => { button.click(); button.click(); }")
    page.wait_for_timeout(300)
    assert len(sent) == 1


def test_the_clock_keeps_what_is_typed_and_leaves_the_page(chromium, live_server, as_):
    context = chromium.new_context()
    client = as_("anna")
    context.add_cookies(
        [{"name": "samspor", "value": client.cookies["samspor"].value, "url": live_server.url}]
    )
    page, kept = next(filter(None, (_left_alone(context, live_server.url) for _try in range(3))))
    assert "next=%2Fstyle%2F" in page.url
    assert any("keep-path=%2Fstyle%2F" in body and "Hun+vil+gerne+arbejde" in body for body in kept)
    assert all("csrfmiddlewaretoken" not in body for body in kept)


def _left_alone(context, url):
    """The page and what it had kept when it left; None when the browser's false clock lost a tick: then anew."""
    page, kept = context.new_page(), []
    page.route("**/keep/", lambda route: _answer(route, kept))
    page.route("**/locked/**", lambda route: route.fulfill(body="locked"))
    page.clock.install()
    page.goto(f"{url}/style/")
    page.locator("#id_text").fill("Hun vil gerne arbejde")
    page.clock.run_for(16 * 60 * 1000)
    try:
        page.wait_for_url("**/locked/**", wait_until="commit", timeout=10_000)
    except Late:
        page.close()
        return None
    return page, kept


def _answer(route, kept):
    if route.request.method == "POST":
        assert route.request.headers["x-csrftoken"]
        kept.append(route.request.post_data)
    route.fulfill(json={"seconds": 0})
