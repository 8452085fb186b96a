"""Run on the journeys' site: one candidate for each story, so that no story changes another's. Prints who they are.

Everything is done through the actions, by Kirsten and Anna, on days of last month.
"""

import json
import sys
from datetime import UTC, datetime, time, timedelta
from typing import Any

from samspor.access.case_data import trusted
from samspor.access.models import Membership
from samspor.agreements.models import LocalAgreement
from samspor.base.dates import today
from samspor.courses import actions as courses
from samspor.courses.models import UnitCourse
from samspor.people import actions as people
from samspor.sharing import actions as sharing
from samspor.sharing.rules import Category, Purpose

WISH = "Noget med planter, gerne om formiddagen"
COPING = "En fast pause midt på formiddagen hjælper."
MET = "Talte om to gartnerier tæt på."


def of(name: str) -> Membership:
    return Membership.objects.select_related("unit__authority", "user").get(user__username=name)


ANNA, BO, DORTE, KIRSTEN = of("anna"), of("bo"), of("dorte"), of("kirsten")
AGREEMENT = LocalAgreement.objects.get(municipal_unit=ANNA.unit, treatment_unit=KIRSTEN.unit)


def days_ago(days: int) -> datetime:
    return datetime.combine(today() - timedelta(days=days), time(10), UTC)


class Candidate:
    """One of them, as far as the story needs."""

    made = 0

    def __init__(self, given_names: str, family_name: str):
        Candidate.made += 1
        self.name = (given_names, family_name)
        self.number = f"71019{Candidate.made % 7 + 1}4{Candidate.made:03}"
        self.ids: dict[str, str] = {"given": given_names, "family": family_name}

    def treated(self) -> "Candidate":
        at = days_ago(40)
        self.regional = people.create_person(
            KIRSTEN.unit, by=KIRSTEN, at=at, given_names=self.name[0], family_name=self.name[1],
            number=self.number, safe_contact="SMS efter kl. 10",
        )  # fmt: skip
        self.treatment = sharing.start_treatment(self.regional, by=KIRSTEN, at=at, starts_on=at.date())
        words: dict[str, Any] = {"purpose": Purpose.REFERRAL, "units": [ANNA.unit]}
        sharing.give_consent(self.regional, by=KIRSTEN, at=at, **words)
        self.ids["regional"] = str(self.regional.pk)
        return self

    def offered(self) -> "Candidate":
        self.treated()
        words: dict[str, Any] = {"agreement": AGREEMENT, "wish_for_work": WISH}
        self.referral = courses.draft_referral(self.regional, by=KIRSTEN, at=days_ago(38), **words)
        courses.send_referral(self.referral, by=KIRSTEN, at=days_ago(20))
        self.ids["referral"] = str(self.referral.pk)
        return self

    def in_course(self) -> "Candidate":
        """With consent both ways; Kirsten has shared a note, Anna a contact."""
        self.offered()
        self.course = courses.accept_referral(
            self.referral, by=ANNA, at=days_ago(18), system="cpr", number=self.number
        )
        self.municipal = self.course.municipal_person
        exchange: dict[str, Any] = {"purpose": Purpose.EXCHANGE, "categories": list(Category)}
        self.consents = [
            sharing.give_consent(self.regional, by=KIRSTEN, at=days_ago(18), units=[ANNA.unit], **exchange),
            sharing.give_consent(self.municipal, by=ANNA, at=days_ago(18), units=[KIRSTEN.unit], **exchange),
        ]
        started_on = days_ago(15).date()
        courses.start_course(self.course, by=ANNA, at=days_ago(15), started_on=started_on)
        courses.write_note(
            self.course, by=KIRSTEN, at=days_ago(14), text=COPING, category=Category.COPING, share=True
        )
        courses.write_contact(
            self.course, by=ANNA, at=days_ago(13), on=days_ago(13).date(), minutes=45, with_whom="candidate",
            how="in_person", where="psychiatry", service="placement", text=MET, share=True,
        )  # fmt: skip
        self.ids |= {"course": str(self.course.pk), "municipal": str(self.municipal.pk)}
        return self

    def withdrawn(self) -> "Candidate":
        """Everything was taken back today."""
        for consent, by in zip(self.consents, (KIRSTEN, ANNA), strict=True):
            sharing.withdraw_consent(consent, by=by, at=datetime.now(UTC))
        return self

    def out_of_treatment(self) -> "Candidate":
        """Treatment ended today."""
        sharing.end_treatment(self.treatment, by=KIRSTEN, at=datetime.now(UTC), ends_on=today())
        return self

    def with_bo(self) -> "Candidate":
        with trusted():
            course = UnitCourse.objects.get(pk=self.course.pk)
        courses.assign(course, by=DORTE, at=days_ago(10), user=BO.user, starts_on=days_ago(10).date())
        with trusted():
            note = courses.write_note(
                self.course, by=ANNA, at=days_ago(9), text="Ringer på torsdag.", category=Category.PRACTICAL
            )
        self.ids["note"] = str(note.pk)
        return self


def everybody() -> dict[str, Candidate]:
    return {
        "declined": Candidate("Otto", "Declinus").offered(),
        "by_keys": Candidate("Vera", "Tastesen").treated(),
        "withdrawn": Candidate("Hans", "Tilbage").in_course().withdrawn(),
        "ended": Candidate("Inger", "Udskrevet").in_course().out_of_treatment(),
        "treated": Candidate("Mona", "Behandlet").in_course(),
        "covered": Candidate("Niels", "Afløst").in_course(),
        "two_write": Candidate("Rita", "Tohånd").in_course().with_bo(),
        "plain": Candidate("Poul", "Uden Skrift").in_course(),
        "no_scripts": Candidate("Sanne", "Papir").in_course(),
        "two_clicks": Candidate("Tage", "Toklik").in_course(),
    }


if __name__ == "__main__":
    json.dump({story: one.ids for story, one in everybody().items()}, sys.stdout)
