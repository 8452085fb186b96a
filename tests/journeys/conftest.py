"""A running site with a small invented world, a browser, and the cast at their screens."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from running_site import CHROMIUM, FLAGS, Site, running_site
from walking import sign_in

from journeys.screen import WIDE, Person, watch

HERE = Path(__file__).parent
COURSES = 40


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for each process of the test run, as every process has its own order of stories."""
    with running_site(tmp_path_factory.mktemp("site"), COURSES) as running:
        yield running


@pytest.fixture(scope="session")
def candidates(site: Site) -> dict[str, dict[str, str]]:
    """One candidate for each story, with the keys of what they are in."""
    return json.loads(site.script(HERE / "candidates.py"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing, and with CI=true nothing may be skipped.")
        pytest.skip(f"{CHROMIUM} is missing, so nobody can be followed through the site.")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright keeps a loop in this thread
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def as_person(browser: Browser, site: Site) -> Iterator[Callable[..., Person]]:
    """Somebody of the cast at a screen of their own, signed in: `as_person("freja", on=PHONE)`. Whatever the pages
    complain of or ask of another host fails the story at its end."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def sits_down(name: str, on: dict[str, int] = WIDE, **words: Any) -> Person:
        context = browser.new_context(viewport=on, locale="da-DK", **words)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        watch(page, site.url, faults)
        sign_in(page, site.url, name)
        return Person(page, site.url)

    yield sits_down
    for context in contexts:
        context.close()
    assert faults == []
