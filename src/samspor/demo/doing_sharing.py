"""Carries out the deeds of a life that are about sharing: consent, treatment, notes across, and the nightly reviews."""

from datetime import date, datetime, timedelta
from typing import Any

from samspor.access.case_data import trusted
from samspor.access.models import Membership, Unit
from samspor.courses import actions as courses
from samspor.demo.deeds import Deed
from samspor.demo.dice import Dice
from samspor.demo.doing import StandIn, Story, doer, moment
from samspor.demo.names import CLINICAL_NOTES
from samspor.people import actions as people
from samspor.sharing import actions as sharing
from samspor.sharing.models import ReviewItem
from samspor.sharing.models.consents import recipients
from samspor.sharing.rules import RECONFIRM_DAYS, Category, Purpose

KINDS = tuple(Category)
DECIDE_AFTER = timedelta(days=24)
"""How long a reviewer takes in the demo world; what was opened since then waits."""


# --- consent ----------------------------------------------------------------------------------------------
def _how(story: Story) -> str:
    return story.dice.weighted({"screen": 0.6, "paper": 0.3, "mitid": 0.1})


@doer
def consent_to_referral(story: Story, at: datetime, deed: Deed) -> None:
    sharing.give_consent(
        story.rows["regional"], by=story.clinician, at=at, purpose=Purpose.REFERRAL,
        units=[story.agreement.municipal_unit], how_given=_how(story), entered_in_record_on=deed.on,
    )  # fmt: skip


@doer
def consent_from_region(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["from_region"] = _exchange(
        story, at, "regional", story.clinician, story.agreement.municipal_unit
    )
    story.consented_to["region"] = deed.on + timedelta(days=363)


@doer
def consent_from_municipality(story: Story, at: datetime, deed: Deed) -> None:
    unit = story.agreement.treatment_unit
    story.rows["from_municipality"] = _exchange(story, at, "municipal", story.specialist, unit)
    story.consented_to["municipality"] = deed.on + timedelta(days=363)


def _exchange(story: Story, at: datetime, record: str, by: Any, to: Any) -> Any:
    """Work and practical matters are always ticked; of the rest, what the citizen chose."""
    chosen = {Category.EMPLOYMENT, Category.PRACTICAL, *(k for k in KINDS if story.dice.chance(0.5))}
    story.kinds[record] = frozenset(chosen)
    return sharing.give_consent(
        story.rows[record], by=by, at=at, purpose=Purpose.EXCHANGE, units=[to], how_given=_how(story),
        categories=[k for k in KINDS if k in chosen],
    )  # fmt: skip


@doer
def consent_to_other(story: Story, at: datetime, deed: Deed) -> None:
    """To evaluation the region's evaluators are named by their unit, so that they may link and take along."""
    purpose, record = Purpose(deed.words["purpose"]), story.rows["municipal"]
    to = {
        Purpose.EMPLOYERS: "Arbejdsgivere, som kandidaten har valgt",
        Purpose.EVALUATION: "Regionens evaluator",
    }
    units = recipients(record.unit, purpose, deed.on).filter(kind=Unit.Kind.OFFICE)
    named = list(units) if purpose is Purpose.EVALUATION else []
    sharing.give_consent(
        record, by=story.specialist, at=at, purpose=purpose, how_given=_how(story), units=named,
        others=[] if named else [to.get(purpose, "Regionens spørgeskema om tilfredshed")],
    )  # fmt: skip


@doer
def withdraw(story: Story, at: datetime, deed: Deed) -> None:
    for row, by in (("from_region", story.clinician), ("from_municipality", story.specialist)):
        if row in story.rows:
            sharing.withdraw_consent(story.rows[row], by=by, at=at)
    story.consented_to.clear()


@doer
def withdraw_part(story: Story, at: datetime, deed: Deed) -> None:
    if "from_region" in story.rows:
        sharing.withdraw_consent(
            story.rows["from_region"],
            by=story.clinician,
            at=at,
            categories=[Category.EMPLOYMENT, Category.SYMPTOMS],
        )
    story.consented_to.pop("region", None)


# --- treatment --------------------------------------------------------------------------------------------
@doer
def treat(story: Story, at: datetime, deed: Deed) -> None:
    story.rows["treatment"] = sharing.start_treatment(
        story.rows["regional"], by=story.clinician, at=at, starts_on=deed.words["starts_on"]
    )
    story.treated_to = deed.on + timedelta(days=RECONFIRM_DAYS)


@doer
def confirm_treatment(story: Story, at: datetime, deed: Deed) -> None:
    sharing.reconfirm_treatment(story.rows["treatment"], by=story.clinician, at=at)
    story.treated_to = deed.on + timedelta(days=RECONFIRM_DAYS)


@doer
def end_treatment(story: Story, at: datetime, deed: Deed) -> None:
    sharing.end_treatment(story.rows["treatment"], by=story.clinician, at=at, ends_on=deed.on)
    story.treated_to = deed.on - timedelta(days=1)  # on the day it ends, sharing stops at once


# --- across -----------------------------------------------------------------------------------------------
@doer
def note(story: Story, at: datetime, deed: Deed) -> None:
    """A clinician's note, released where its kind of information may pass."""
    category, text = story.dice.one_of(CLINICAL_NOTES)
    ticked = deed.words.get("category")
    if ticked:
        category, text = next(pair for pair in CLINICAL_NOTES if pair[0] == ticked)
    share = category in story.kinds.get("regional", ()) and story.may_share(deed.on, "region")
    courses.write_note(
        story.rows["course"], by=story.clinician, at=at, text=text, category=category, share=share
    )


@doer
def connect(story: Story, at: datetime, deed: Deed) -> None:
    """The candidate of the cast gets to see their course, on both sides."""
    if story.candidate is not None:
        people.connect_sign_in(story.rows["regional"], by=story.clinician, at=at, user=story.candidate)
        people.connect_sign_in(story.rows["municipal"], by=story.specialist, at=at, user=story.candidate)


# --- the reviewers ----------------------------------------------------------------------------------------
def review(on: date, reviewers: dict[int, Membership], *, all_gates: bool) -> int:
    """The nightly look for lapsed sharing, once a month here, and what the reviewers had time to decide."""
    at = moment(on, 0)
    done = sharing.open_reviews_for_lapsed(at=at)
    with trusted():
        waiting = ReviewItem.objects.filter(decision="", review__opened_at__lt=at - DECIDE_AFTER)
        items = list(
            waiting.select_related("review").order_by("review__opened_at", "review_id", "kind", "item_id")
        )
    for step, item in enumerate(items):
        reviewer = reviewers.get(item.review.authority_id)
        if reviewer is None:
            continue
        dice = Dice("review", on, step)
        keep = dice.chance(0.6)
        basis = "journal" if reviewer.unit is not None and reviewer.unit.is_treatment else "notatpligt"
        sharing.decide_item(
            item, by=reviewer if all_gates else StandIn.of(reviewer), at=moment(on, 1 + step % 40),
            decision="keep" if keep else "delete", legal_basis=basis if keep else "",
            archive_reference="" if keep else "Demo 2026-1",
        )  # fmt: skip
    return done + len(items)
