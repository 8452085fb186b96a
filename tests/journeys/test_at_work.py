"""The conditions people work under: a keyboard alone, no scripts, a colleague in the same note, an impatient finger."""

import pytest
from playwright.sync_api import expect

from journeys.screen import Person, da

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

MOST_STEPS = 90
FOCUSED = """() => { const el = document.activeElement, style = getComputedStyle(el);
  return { tag: el.tagName, drawn: style.outlineStyle !== "none" || style.boxShadow !== "none",
    label: (el.getAttribute("aria-label") || (el.labels && el.labels[0] || el).innerText || "").trim() } }"""
FIELDS = "form input:not([type=checkbox]), form select, form textarea"
DRAWN_ON_ITS_LABEL = 'input[type="radio"], input[type="checkbox"]'


class Hands:
    """Tab, Enter, Space and letters."""

    def __init__(self, person: Person):
        self.person, self.keys = person, person.page.keyboard

    def reach(self, words: str, tag: str = "") -> None:
        """Tab until one stands on what says this, and sees that one stands there."""
        said, passed = da(words), []
        for _ in range(MOST_STEPS):
            self.keys.press("Tab")
            focus = self.person.page.evaluate(FOCUSED)
            passed.append(focus["label"])
            if focus["label"].split("\n")[0].startswith(said) and tag in {"", focus["tag"]}:
                is_choice = self.person.page.locator(":focus").and_(
                    self.person.page.locator(DRAWN_ON_ITS_LABEL)
                )
                assert focus["drawn"] or is_choice.count(), f"one does not see that {said!r} has the focus"
                return
        raise AssertionError(f"{said!r} was not reached past {passed}")

    def goes_on(self, words: str) -> None:
        """Follows a link or presses a button."""
        self.reach(words, "A" if self.is_link(words) else "BUTTON")
        with self.person.page.expect_navigation():
            self.keys.press("Enter")

    def is_link(self, words: str) -> bool:
        return bool(self.person.page.get_by_role("link", name=da(words), exact=True).count())

    def picks(self, words: str) -> None:
        self.reach(words)
        self.keys.press("Space")

    def types(self, label: str, text: str) -> None:
        self.reach(label)
        self.keys.press("Control+a")
        self.keys.type(text)


def test_a_keyboard_is_enough_for_a_referral_and_a_contact(as_person, candidates):
    kirsten = as_person("kirsten")
    hands = Hands(kirsten)
    kirsten.goes_to(f"/people/{candidates['by_keys']['regional']}/")
    hands.goes_on("Refer to IPS")
    hands.picks("Jobcenter Odense")
    hands.types("Wish for work or education", "Arbejde med dyr")
    hands.goes_on("Go on")
    hands.goes_on("Send the referral")
    hands.goes_on("Yes, send it")
    kirsten.hears("The referral is sent. The jobcentre answers within 30 days.")

    anna = as_person("anna")
    hands = Hands(anna)
    hands.goes_on("My candidates")
    hands.goes_on("Uden Skrift, Poul")
    hands.goes_on("Record a contact")
    hands.types("How long", "20")
    hands.types("Note", "Ringede om mandag.")
    hands.picks("Share with the other side")
    hands.goes_on("Save the contact")
    anna.hears("The contact is saved.")


def test_without_scripts_a_contact_is_written_and_a_course_ended(as_person, candidates):
    anna = as_person("anna", java_script_enabled=False)
    anna.goes_to(f"/courses/{candidates['no_scripts']['course']}/")
    anna.clicks("Record a contact")
    anna.writes(How_long="", Note="Skrevet uden script.")
    anna.clicks("Save the contact")
    assert anna.field("Note").input_value() == "Skrevet uden script."
    anna.writes(How_long="30")
    anna.clicks("Save the contact")
    anna.hears("The contact is saved.")
    anna.clicks("End the course")
    anna.chooses("the goal is reached", of="Reason for the end")
    anna.clicks("End the course")
    anna.hears("The course has ended.")
    anna.clicks("Timeline")
    anna.sees("Skrevet uden script.")
    anna.sees("Course ended")


def test_two_write_in_the_same_note_and_nothing_is_lost(as_person, candidates):
    note = f"/courses/notes/{candidates['two_write']['note']}/"
    anna, bo = as_person("anna"), as_person("bo")
    for person in (anna, bo):
        assert person.goes_to(note) == 200
    anna.writes(Note="Ringer på torsdag kl. 10.")
    bo.writes(Note="Ringer på fredag.")
    anna.clicks("Save")
    anna.hears("The note is saved. What it said before is kept.")

    bo.clicks("Save")
    bo.sees("What the other person wrote")
    bo.sees("Ringer på torsdag kl. 10.")
    expect(bo.field("Note")).to_have_value("Ringer på fredag.")
    bo.writes(Note="Ringer på torsdag kl. 10 og på fredag.")
    bo.clicks("Save")
    bo.hears("The note is saved. What it said before is kept.")

    anna.goes_to(note)
    expect(anna.field("Note")).to_have_value("Ringer på torsdag kl. 10 og på fredag.")
    for before in ("Ringer på torsdag kl. 10.", "Ringer på torsdag."):
        anna.sees(before)


def test_a_double_click_on_save_is_sent_once(as_person, candidates):
    anna = as_person("anna")
    course = f"/courses/{candidates['two_clicks']['course']}"
    anna.goes_to(f"{course}/note/")
    anna.writes(Note="Trykkede to gange.")
    sent = []
    anna.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    anna.named("Save the note").dblclick()
    anna.page.wait_for_url(f"**{course}/notes/")
    assert len(sent) == 1
    assert anna.main.get_by_text("Trykkede to gange.").count() == 1


def test_what_is_sent_twice_is_saved_once(as_person, candidates):
    """Without scripts, or when the line breaks after the first."""
    anna = as_person("anna", java_script_enabled=False)
    course = f"/courses/{candidates['two_clicks']['course']}"
    anna.goes_to(f"{course}/note/")
    anna.writes(Note="Kom frem to gange.")
    words = {field.get_attribute("name"): field.input_value() for field in anna.main.locator(FIELDS).all()}
    first = anna.page.context.request.post(
        f"{anna.url}{course}/note/", form=words, headers={"Referer": anna.page.url}, max_redirects=0
    )
    assert first.status == 302
    anna.clicks("Save the note")
    assert anna.path == f"{course}/notes/"
    assert anna.main.get_by_text("Kom frem to gange.").count() == 1
