"""Walks the demo site in Chromium as each of the cast and takes a picture of every kind of page at both widths."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from running_site import CHROMIUM, FLAGS, WIDTHS, route_of, running_site

OUT = Path(__file__).resolve().parents[1] / "build" / "screenshots"
CAST = ["anna", "kirsten", "freja", "dorte", "gitte", "eva", "henrik", "ida", "jens"]
MOST_A_ROLE = 40


def sign_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/sign-in/")
    page.locator(f'button[name="user"][value="{name}"]').click()
    page.wait_for_load_state()


def links(page: Page, url: str) -> list[str]:
    found = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")
    return [
        link for link in found if link.startswith(url) and "export=" not in link and "/static/" not in link
    ]


def walk(page: Page, url: str, name: str, seen: set[str]) -> None:
    """Each kind of page once for each of the cast, breadth first."""
    waiting, mine = [f"{url}/"], set()
    while waiting and len(mine) < MOST_A_ROLE:
        address = waiting.pop(0)
        route = route_of(address.removeprefix(url))
        if route in mine:
            continue
        mine.add(route)
        answer = page.goto(address)
        if answer is None or "html" not in answer.headers.get("content-type", ""):
            continue
        waiting += [link for link in links(page, url) if route_of(link.removeprefix(url)) not in mine]
        label = f"{name}{route.replace('/', '_').replace('<', '').replace('>', '')}".rstrip("_")
        for word, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=OUT / f"{label}-{word}.png", full_page=True)
        seen.add(label)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    courses = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), courses) as site,
        sync_playwright() as p,
    ):
        browser = p.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        seen: set[str] = set()
        for name in CAST:
            page = browser.new_page(locale="da-DK")
            sign_in(page, site.url, name)
            walk(page, site.url, name, seen)
            page.context.close() if page.context else page.close()
        browser.close()
    print(f"{len(seen)} pages, each at {len(WIDTHS)} widths, in {OUT}")


if __name__ == "__main__":
    main()
