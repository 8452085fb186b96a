"""How a site is walked in a browser: signing in by picking, then each kind of page once, breadth first."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page
from running_site import route_of

CAST = ["anna", "kirsten", "freja", "dorte", "gitte", "eva", "henrik", "ida", "jens"]
"""One of each role: those beside them see pages of the same kinds."""
MOST_A_ROLE = 120
NO_PAGE = re.compile(r"\.\w+$|export=|/static/")


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in/")
    page.locator(f'button[name="user"][value="{name}"]').click()
    page.wait_for_url(lambda address: "/sign-in/" not in address)  # home, or behind one's only door


def starts(page: Page, url: str) -> list[str]:
    """The front page; and first of all Freja's course for those who have it: there is most to see."""
    page.goto(f"{url}/")
    if page.locator('main a[href="/courses/"]').count():
        page.goto(f"{url}/courses/")
    hers = page.get_by_role("link", name="Ærøskov, Freja", exact=True)
    return [link.evaluate("link => link.href") for link in hers.all()] + [f"{url}/"]


def links(here: Page, url: str) -> list[str]:
    """Where one can go from here on this site; downloads apart."""
    found = here.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
    pages = (link.partition("#")[0] for link in found)
    return [page for page in pages if page.startswith(f"{url}/") and not NO_PAGE.search(page)]


def walk(page: Page, url: str) -> Iterator[str]:
    """Stands on the first page of each kind that links lead to, and says which kind it is."""
    waiting, seen = starts(page, url), set()
    while waiting and len(seen) < MOST_A_ROLE:
        address = waiting.pop(0)
        route = route_of(address.removeprefix(url))
        if route in seen:
            continue
        seen.add(route)
        answer = page.goto(address)
        if answer is not None and answer.status == 200:
            waiting += links(page, url)
            yield route
