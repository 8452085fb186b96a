"""Every deed on a course and on the way into it, by subject; other rooms take them from here."""

from samspor.courses.actions.assignments import assign, end_assignment, take_cover, undo_assignment
from samspor.courses.actions.contacts import change_contact, change_note, write_contact, write_note
from samspor.courses.actions.courses import (
    change_course,
    close_course,
    end_pause,
    pause_course,
    reopen_course,
    start_course,
)
from samspor.courses.actions.engagements import (
    change_engagement,
    change_hours,
    end_engagement,
    start_engagement,
)
from samspor.courses.actions.moves import move_exchange
from samspor.courses.actions.proposals import propose
from samspor.courses.actions.referrals import (
    accept_referral,
    change_referral,
    decline_referral,
    draft_referral,
    expire_referral,
    expire_referrals,
    send_referral,
    withdraw_referral,
)

__all__ = [
    "accept_referral",
    "assign",
    "change_contact",
    "change_course",
    "change_engagement",
    "change_hours",
    "change_note",
    "change_referral",
    "close_course",
    "decline_referral",
    "draft_referral",
    "end_assignment",
    "end_engagement",
    "end_pause",
    "expire_referral",
    "expire_referrals",
    "move_exchange",
    "pause_course",
    "propose",
    "reopen_course",
    "send_referral",
    "start_course",
    "start_engagement",
    "take_cover",
    "undo_assignment",
    "withdraw_referral",
    "write_contact",
    "write_note",
]
