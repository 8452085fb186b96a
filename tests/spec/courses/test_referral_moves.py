"""Which moves a referral may make, every pair; when it has run out; what it lacks before it may leave."""

from datetime import date, timedelta
from itertools import product

import pytest

from samspor.courses.rules import (
    Lacking,
    ReferralState,
    decline_fault,
    has_expired,
    lacking,
    last_day_to_answer,
    may_move,
)

pytestmark = pytest.mark.one_database
DRAFT, OFFERED, ACCEPTED, DECLINED, WITHDRAWN, EXPIRED = ReferralState

#        from       to: draft offered accepted declined withdrawn expired
TABLE = {
    DRAFT:     "no   yes   no    no    yes   no",
    OFFERED:   "no   no    yes   yes   yes   yes",
    ACCEPTED:  "no   no    no    no    no    no",
    DECLINED:  "no   no    no    no    no    no",
    WITHDRAWN: "no   no    no    no    no    no",
    EXPIRED:   "no   no    no    no    no    no",
}  # fmt: skip


@pytest.mark.parametrize(("state", "to"), list(product(ReferralState, ReferralState)))
def test_every_pair(state, to):
    drawn = dict(zip(ReferralState, TABLE[state].split(), strict=True))
    assert may_move(state, to) is (drawn[to] == "yes")


SENT = date(2026, 1, 30)


@pytest.mark.parametrize(("days", "gone"), [(0, False), (29, False), (30, False), (31, True), (400, True)])
def test_an_offer_runs_out_after_thirty_days(days, gone):
    assert has_expired(SENT, SENT + timedelta(days=days)) is gone


def test_the_last_day_to_answer_is_the_thirtieth():
    assert last_day_to_answer(SENT) == date(2026, 3, 1)


@pytest.mark.parametrize("held", list(product([True, False], repeat=4)))
def test_an_offer_leaves_only_when_all_four_stand(held):
    words = dict(zip(["safe_contact", "consent", "treatment", "agreement"], held, strict=True))
    assert (lacking(**words) == []) is all(held)
    assert {str(what) for what in lacking(**words)} == {
        {"safe_contact": "contact"}.get(name, name) for name, there in words.items() if not there
    }


def test_what_is_lacking_is_told_in_the_order_in_which_it_is_put_right():
    said = lacking(safe_contact=False, consent=False, treatment=False, agreement=False)
    assert said == [Lacking.AGREEMENT, Lacking.TREATMENT, Lacking.CONTACT, Lacking.CONSENT]


TODAY = date(2026, 3, 2)
LATER, BEFORE = date(2026, 4, 1), date(2026, 3, 1)


@pytest.mark.parametrize(
    ("reason", "next_step", "place_free_on", "wrong"),
    [
        ("", "sender_talks", None, "decline_reason"),
        ("no_agreement", "", None, "next_step"),
        ("no_agreement", "make_agreement", None, None),
        ("other_unit", "send_to_other", None, None),
        ("changed_mind", "sender_talks", None, None),
        ("no_place", "send_again", None, "place_free_on"),
        ("no_place", "send_again", BEFORE, "place_free_on"),
        ("no_place", "send_again", TODAY, None),
        ("no_place", "send_again", LATER, None),
    ],
)
def test_a_decline_says_why_and_what_next(reason, next_step, place_free_on, wrong):
    found = decline_fault(reason, next_step, place_free_on, TODAY)
    assert (found and found[0]) == wrong
