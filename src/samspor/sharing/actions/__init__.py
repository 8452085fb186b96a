"""What people do about sharing: give and withdraw consent, record treatment, release items, decide in a review."""

from samspor.sharing.actions.consents import (
    enter_consent,
    give_consent,
    give_own_consent,
    withdraw_consent,
    withdraw_own_consent,
)
from samspor.sharing.actions.releases import release_item, take_back_release
from samspor.sharing.actions.reviews import decide_item, open_reviews_for_lapsed
from samspor.sharing.actions.treatments import (
    end_treatment,
    move_treatment,
    reconfirm_treatment,
    start_treatment,
)

__all__ = [
    "decide_item",
    "end_treatment",
    "enter_consent",
    "give_consent",
    "give_own_consent",
    "move_treatment",
    "open_reviews_for_lapsed",
    "reconfirm_treatment",
    "release_item",
    "start_treatment",
    "take_back_release",
    "withdraw_consent",
    "withdraw_own_consent",
]
