"""What a person does and sees at a screen. The stories speak the English of the source; on the screen stands its Danish."""

import re
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from playwright.sync_api import Locator, Page, expect
from running_site import WIDTHS

WIDE = {"width": WIDTHS["wide"], "height": 900}
PHONE = {"width": WIDTHS["narrow"], "height": 844}


def da(words: str, **values: str) -> str:
    """The Danish that stands on the screen; what begins a line there may be a word in the middle of one here."""
    with translation.override("da"):
        said = translation.gettext(words)
        if said == words:
            said = capfirst(translation.gettext(words[:1].lower() + words[1:]))
    return said % values if values else said


def watch(page: Page, url: str, faults: list[str]) -> None:
    """Everything that may not happen while somebody works: another host, a fault of a script or of the policy, a
    missing part, a server that breaks. That a page is not there (404) is an answer."""

    def answered(answer: Any) -> None:
        is_page = answer.request.resource_type == "document"
        if answer.status >= (500 if is_page else 400):
            faults.append(f"{answer.status} {answer.url}")

    def said(message: Any) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(message.text)

    def asked(request: Any) -> None:
        if not request.url.startswith((f"{url}/", "data:", "blob:")):
            faults.append(f"asked {request.url}")

    page.on("request", asked)
    page.on("response", answered)
    page.on("console", said)
    page.on("pageerror", lambda error: faults.append(str(error)))


class Person:
    """What a person does and sees, in the words of the screen."""

    def __init__(self, page: Page, url: str):
        self.page, self.url = page, url

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def goes_to(self, path: str) -> int:
        """Types an address; how the site answers."""
        answer = self.page.goto(self.url + path)
        return answer.status if answer else 0

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.url)

    def named(self, words: str, within: Locator | None = None, about: str | None = None) -> Locator:
        """A link or a button by what it says. `about`: what more is said to those who hear the page; "" for anything."""
        said: Any = da(words)
        if about is not None:
            said = re.compile(f"^{re.escape(said)}.*{re.escape(about)}")
        where = within or self.page
        links = where.get_by_role("link", name=said, exact=True)
        return links.or_(where.get_by_role("button", name=said, exact=True))

    def clicks(self, words: str, within: Locator | None = None, about: str | None = None) -> None:
        self.named(words, within, about).click()
        self.page.wait_for_load_state()

    def card(self, heading: str) -> Locator:
        """The parts of the page under such a heading."""
        return self.main.locator(".card").filter(has=self.page.get_by_role("heading", name=da(heading)))

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(re.compile(rf"^{re.escape(da(label))}\s*(\(.*\))?\s*$"))

    def writes(self, **words: str) -> None:
        """Fields by their label, with low lines for blanks."""
        for label, text in words.items():
            self.field(label.replace("_", " ")).fill(text)

    def chooses(self, option: str, of: str = "") -> None:
        """A radio button or a tick by what it says; `of` names the question, or the list to choose from."""
        question, said = re.compile(rf"^{re.escape(da(of))}"), da(option)
        said = said[:1].upper() + said[1:]  # as every choice begins
        group = self.page.get_by_role("group", name=question)
        if of and not group.count():
            self.field(of).select_option(label=said)
        else:
            (group if of else self.page).get_by_label(said, exact=True).check()

    def chooses_first(self, of: str) -> None:
        """The first of what is offered, as one does when there is but one."""
        group = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(da(of))}"))
        group.locator("input").first.check()

    def sees(self, words: str, within: Locator | None = None, **values: str) -> None:
        expect((within or self.main).get_by_text(da(words, **values)).first).to_be_visible()

    def sees_not(self, words: str) -> None:
        assert da(words) not in self.main.inner_text()

    def hears(self, words: str) -> None:
        """The sentence after a deed."""
        expect(self.main.locator(".alert").filter(has_text=da(words)).first).to_be_visible()
