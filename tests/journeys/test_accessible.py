"""Everybody can use every kind of page, wide and on a phone: axe finds nothing, nothing stands out to the side."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from running_site import WIDTHS, route_of
from walking import CAST, walk

from journeys.screen import WIDE, Person
from samspor.demo.names import FAMILY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NAMES = {
    *FAMILY,
    *["Holm", "Lund", "Friis", "Bech", "Krogh", "Vang", "Toft", "Ærøskov", "Rask", "Dam", "Skov", "Hede"],
}
FEWEST = 4
"""Kinds of pages that everybody reaches; fewer, and the walk has lost its way."""
BUILD = """() => [...new Set([...document.querySelectorAll("body *")].map(el => el.tagName + "." + el.className))]
  .sort().join()"""
"""What a page is built of: axe has nothing new to say of another page of the same kind built alike."""
LEFT_OVER = re.compile(r"\{\w*\}|%\(\w+\)|^\[\w+\]|\bNone\b", re.MULTILINE)
"""What a page says when a word was not put in its place."""
FACTS = """() => ({ lang: document.documentElement.lang, title: document.title,
  headings: document.querySelectorAll("h1").length, width: document.scrollingElement.scrollWidth })"""


def faults_of(person: Person, known: set[str]) -> list[str]:
    """What is wrong with the page on which a person stands."""
    page, faults = person.page, []
    build = route_of(person.path) + page.evaluate(BUILD)
    is_new = build not in known
    known.add(build)
    for width in WIDTHS.values():
        page.set_viewport_size({"width": width, "height": 900})
        facts = page.evaluate(FACTS)
        if facts["width"] > width:
            faults.append(f"{facts['width']} wide at {width}")
        if is_new:
            found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
            faults += [f"{width}: {v['id']}: {v['nodes'][0]['html']}" for v in found["violations"]]
    if facts["headings"] != 1:
        faults.append(f"{facts['headings']} first headings")
    if facts["lang"] != "da":
        faults.append(f"in the language {facts['lang']!r}")
    if left := LEFT_OVER.findall(person.main.inner_text()):
        faults.append(f"says {left}")
    if NAMES & set(facts["title"].split()) or not facts["title"].endswith(" – Samspor"):
        faults.append(f"titled {facts['title']!r}")
    return faults


@pytest.fixture(scope="module")
def known() -> set[str]:
    return set()


@pytest.mark.parametrize("name", CAST)
def test_every_kind_of_page(as_person, candidates, known, name):
    person, seen = as_person(name), {}
    for route in walk(person.page, person.url):
        seen[route] = faults_of(person, known)
        person.page.set_viewport_size(WIDE)
    assert {route: faults for route, faults in seen.items() if faults} == {}
    assert len(seen) >= FEWEST, sorted(seen)


FORMS = {
    "new record": ("kirsten", "/people/new/"),
    "consent": ("kirsten", "/consents/of/{regional}/give/exchange/"),
    "contact": ("anna", "/courses/{course}/contact/"),
    "job": ("anna", "/courses/{course}/job/"),
}
EMPTY = """form => form.querySelectorAll("input, textarea, select").forEach(el => {
  if (el.type === "hidden") return; if (/checkbox|radio/.test(el.type)) el.checked = false; else el.value = "" })"""


@pytest.mark.parametrize("form", FORMS)
def test_a_form_sent_empty(as_person, candidates, known, form):
    name, address = FORMS[form]
    person = as_person(name)
    person.goes_to(address.format(**candidates["plain"]))
    sent = person.main.locator("form[method=post]").last
    sent.evaluate(EMPTY)
    with person.page.expect_navigation():
        sent.locator("button.button-primary").click()
    person.page.locator("[data-module='error-summary']").wait_for()
    assert faults_of(person, known) == []


def test_pages_that_are_not_there(as_person, known):
    anna = as_person("anna")
    assert anna.goes_to("/nowhere/") == 404
    assert faults_of(anna, known) == []
    assert anna.goes_to("/log/") == 403
    assert faults_of(anna, known) == []
