"""Walks the demo site in Chromium as each of the cast and takes a picture of every kind of page at both widths.

`--readme` takes one alone: the page of the README, into docs/images.
"""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from running_site import CHROMIUM, FLAGS, WIDTHS, running_site
from walking import CAST, sign_in, walk

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "build" / "screenshots"
README = ROOT / "docs" / "images" / "my-candidates.png"
COURSES = 200


@contextmanager
def a_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def every_page(browser: Browser, url: str, names: list[str]) -> int:
    """Each kind of page once for each of the cast; how many that was."""
    OUT.mkdir(parents=True, exist_ok=True)
    taken = 0
    for name in names:
        context = browser.new_context(locale="da-DK")
        page = context.new_page()
        sign_in(page, url, name)
        for route in walk(page, url):
            label = f"{name}{route.replace('/', '_').replace('<', '').replace('>', '')}".rstrip("_")
            for word, width in WIDTHS.items():
                page.set_viewport_size({"width": width, "height": 900})
                page.screenshot(path=OUT / f"{label}-{word}.png", full_page=True)
            taken += 1
        context.close()
    return taken


def the_readmes(browser: Browser, url: str) -> None:
    README.parent.mkdir(parents=True, exist_ok=True)
    page = browser.new_page(locale="da-DK", viewport={"width": WIDTHS["wide"], "height": 800})
    sign_in(page, url, "anna")
    page.goto(f"{url}/courses/")
    page.screenshot(path=README)


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--readme", action="store_true", help="only the picture of the README")
    words.add_argument("names", nargs="*", default=CAST, help="whose pages; else one of each role")
    chosen = words.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder), None if chosen.readme else COURSES) as site,
        a_browser() as browser,
    ):
        if chosen.readme:
            the_readmes(browser, site.url)
            print(README)
            return
        taken = every_page(browser, site.url, chosen.names)
    print(f"{taken} pages, each at {len(WIDTHS)} widths, in {OUT}")


if __name__ == "__main__":
    main()
