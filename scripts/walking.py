"""How a site is walked in a browser: signing in by picking, then each kind of page once, breadth first."""

from collections.abc import Iterator

from playwright.sync_api import Page
from running_site import route_of

CAST = ["anna", "bo", "carl", "kirsten", "lars", "dorte", "freja", "gitte", "eva", "henrik", "ida", "jens"]
MOST_A_ROLE = 60


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in/")
    page.locator(f'button[name="user"][value="{name}"]').click()
    page.wait_for_url(f"{url}/**")


def links(page: Page, url: str) -> list[str]:
    """Where one can go from here on this site; downloads and the parts of a page apart."""
    found = page.eval_on_selector_all("a[href]:not([download])", "links => links.map(link => link.href)")
    return [link for link in found if link.startswith(f"{url}/") and "/static/" not in link]


def walk(page: Page, url: str, starts: tuple[str, ...] = ("/",)) -> Iterator[str]:
    """Stands on the first page of each kind that can be reached by links, and says which kind it is."""
    waiting, seen = [f"{url}{start}" for start in starts], set()
    while waiting and len(seen) < MOST_A_ROLE:
        address = waiting.pop(0)
        route = route_of(address.removeprefix(url))
        if route in seen:
            continue
        seen.add(route)
        answer = page.goto(address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        waiting += links(page, url)
        yield route
