"""From a talk in treatment to a job: consent, referral, yes, contact, job; and what the candidate sees on the phone."""

import pytest

from journeys.screen import PHONE, da
from samspor.base.dates import today

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.one_database]

SIGNE = {"Given_names": "Signe", "Family_name": "Nyvej", "Number": "7203951234"}
WISH = "Vil gerne tilbage til et værksted"
TODAY = f"{today():%d-%m-%Y}"


def test_kirsten_refers_anna_accepts_and_signe_gets_a_job(as_person):
    kirsten, anna = as_person("kirsten"), as_person("anna")
    _kirsten_knows_signe(kirsten)
    _nothing_leaves_before_signe_consents(kirsten)
    _anna_accepts_and_they_meet(anna)
    _signe_lets_both_sides_share(kirsten, anna)
    _anna_writes_a_contact_and_a_job(anna)

    kirsten.goes_to("/courses/")
    kirsten.clicks("Nyvej, Signe")
    kirsten.clicks("Timeline")
    kirsten.sees("Skrev to ansøgninger sammen.")
    kirsten.sees("Cykelværkstedet Kæden")


def _kirsten_knows_signe(kirsten):
    kirsten.clicks("People", within=kirsten.page.get_by_role("navigation"))
    kirsten.clicks("New record")
    kirsten.writes(**SIGNE, Safe_way_of_contact="Ring om eftermiddagen")
    kirsten.clicks("Save")
    kirsten.hears("The record is made.")


def _nothing_leaves_before_signe_consents(kirsten):
    kirsten.clicks("Refer to IPS")
    kirsten.chooses_first("Refer to")
    kirsten.writes(Wish_for_work_or_education=WISH)
    kirsten.clicks("Go on")
    kirsten.sees("The candidate has not given consent to the referral to this unit.")
    assert kirsten.named("Send the referral").count() == 0
    draft = kirsten.path

    kirsten.clicks("Record the treatment")
    kirsten.clicks("Record treatment")
    kirsten.clicks("Save")
    kirsten.hears("The treatment is recorded.")
    kirsten.goes_to(draft)
    kirsten.clicks("Record the consent")
    kirsten.sees("Read it together")
    kirsten.chooses("signed on screen", of="How it was given")
    kirsten.clicks("Record the consent")
    kirsten.hears("The consent is recorded. It works from its first day.")

    kirsten.goes_to(draft)
    kirsten.clicks("Send the referral")
    preview = kirsten.main.locator(".detail-list")
    assert preview.locator("dt").all_inner_texts() == [
        da(label) for label in ("Name", "Safe way of contact", "Wish for work or education", "Sender")
    ]
    kirsten.clicks("Yes, send it")
    kirsten.hears("The referral is sent. The jobcentre answers within 30 days.")


def _anna_accepts_and_they_meet(anna):
    anna.clicks("Referrals", within=anna.page.get_by_role("navigation"))
    anna.clicks("Nyvej, Signe")
    anna.sees(WISH)
    anna.clicks("Accept")
    anna.writes(Number=SIGNE["Number"])
    anna.clicks("Accept the referral")
    anna.hears("The referral is accepted. Start the course when you have met.")
    anna.clicks("Start the course")
    anna.chooses("no", of="Does the specialist have decision authority in this course?")
    anna.clicks("Start the course")
    anna.hears("The course has started.")


def _signe_lets_both_sides_share(kirsten, anna):
    kirsten.goes_to("/courses/")
    kirsten.clicks("Nyvej, Signe")
    for person in (kirsten, anna):
        person.clicks("Consents")
        person.clicks("Exchange in the course")
        person.chooses_first("May be given to")
        for kind in ("job search and work", "how you cope"):
            person.chooses(kind, of="About")
        person.chooses("signed on screen", of="How it was given")
        person.clicks("Record the consent")
        person.hears("The consent is recorded. It works from its first day.")


def _anna_writes_a_contact_and_a_job(anna):
    anna.goes_to("/courses/")
    anna.clicks("Nyvej, Signe")
    anna.clicks("Record a contact")
    anna.writes(How_long="45", Note="Skrev to ansøgninger sammen.")
    anna.chooses("Share with the other side")
    anna.clicks("Save the contact")
    anna.hears("The contact is saved.")
    anna.clicks("Record a job or an education")
    anna.writes(Employer_or_school="Cykelværkstedet Kæden", First_day=TODAY, Hours_a_week="12,5")
    anna.chooses("Share with the other side")
    anna.clicks("Save")
    anna.hears("It is saved.")
    anna.clicks("Overview")
    anna.sees("in work or education")


def test_freja_sees_people_sharing_job_and_looks_on_her_phone(as_person):
    anna = as_person("anna")
    anna.goes_to("/courses/")
    anna.clicks("Ærøskov, Freja")

    freja = as_person("freja", on=PHONE)
    for name in ("Anna Holm", "Kirsten Bech"):
        freja.sees(name)
    freja.sees("If it cannot wait (acute)")
    freja.sees("My jobs and educations")
    freja.sees("Ordinary employment")
    freja.clicks("Sharing")
    freja.sees("open")
    freja.sees("Job search and work")
    assert freja.named("Stop", about="").count()
    freja.clicks("Who has looked")
    newest = freja.main.get_by_role("listitem").filter(has_text="Anna Holm").first
    freja.sees("looked", within=newest)
    freja.clicks("Why?", within=newest, about="")
    freja.hears("We have asked the one who checks the log to look at it.")

    ida = as_person("ida")
    ida.goes_to("/looks/")
    ida.sees("Anna Holm")
    ida.sees_not("Freja")
