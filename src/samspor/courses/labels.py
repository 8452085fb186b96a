"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspor.courses.rules import Fault, Lacking, Phase, ReferralState

PHASES = [
    (Phase.ACCEPTED.value, _("accepted, not started")),
    (Phase.SEARCHING.value, _("searching")),
    (Phase.FOLLOW_ALONG.value, _("in work or education")),
    (Phase.PAUSED.value, _("paused")),
    (Phase.ENDED.value, _("ended")),
]

REFERRAL_STATES = [
    (ReferralState.DRAFT.value, _("draft")),
    (ReferralState.OFFERED.value, pgettext_lazy("referral", "sent")),
    (ReferralState.ACCEPTED.value, pgettext_lazy("referral", "accepted")),
    (ReferralState.DECLINED.value, pgettext_lazy("referral", "declined")),
    (ReferralState.WITHDRAWN.value, pgettext_lazy("referral", "withdrawn")),
    (ReferralState.EXPIRED.value, pgettext_lazy("referral", "expired")),
]

COVER_REASONS = [
    ("illness", _("a colleague is ill")),
    ("leave", _("a colleague is on holiday or leave")),
    ("elsewhere", _("a colleague is at a course or meeting")),
    ("vacant", _("the post is vacant")),
    ("urgent", _("it is urgent and the colleague cannot be reached")),
]
"""Why somebody covers for a colleague: chosen from a list, so that nothing about the candidate is written here."""

FAULTS = {
    Fault.START_BEFORE_ACCEPTANCE: _("The course cannot start before it was accepted."),
    Fault.START_AFTER_END: _("The course cannot start after it ended."),
    Fault.IN_FUTURE: _("The date lies in the future. Write a day that has come."),
    Fault.TOO_FAR_AHEAD: _("The date lies more than a year ahead. Look at the year once more."),
    Fault.END_BEFORE_START: _("The last day lies before the first one."),
    Fault.END_BEFORE_ACCEPTANCE: _("The course cannot end before it was accepted."),
    Fault.BEFORE_ACCEPTANCE: _("The date lies before the course was accepted."),
    Fault.AFTER_END: _("The course had ended on that day. Reopen it first, if it goes on."),
    Fault.NOT_ENDED: _("The course has not ended."),
    Fault.HAS_ENDED: _("The course has already ended."),
    Fault.HAS_STARTED: _("The course has already started."),
    Fault.NOT_STARTED: _("The course has not started yet."),
    Fault.REOPEN_BEFORE_END: _("The date lies before the course last ended or was reopened."),
    Fault.PAUSE_OVERLAPS: _("There is already a pause on some of these days."),
    Fault.PAUSE_BEFORE_START: _("A pause cannot begin before the course started."),
    Fault.NO_PAUSE: _("The course is not paused."),
    Fault.MINUTES: _("Write the minutes as a whole number up to 1440 (a day)."),
    Fault.NO_PLACE: _("Choose where you met."),
    Fault.NOT_BEFORE_TODAY: _("Choose today or a later day."),
    Fault.RUNG_NONE: _("Choose what kind of job, education or step it is."),
    Fault.FOURTH_HOUR_BEFORE_START: _("The fourth paid hour cannot lie before the first day."),
    Fault.FOURTH_HOUR_AFTER_END: _("The fourth paid hour cannot lie after the last day."),
    Fault.HOURS: _("Write hours a week from 0 to 99."),
    Fault.HOURS_OUTSIDE: _("Choose a day on which the job or education runs."),
    Fault.NO_REASON: _("Choose a reason."),
    Fault.COVER_TOO_LONG: _("Cover lasts 30 days at most. Choose an earlier day."),
    Fault.ALREADY_ASSIGNED: _("This person already has the course on those days."),
    Fault.MADE_EARLIER: _("It was not made today. Write a last day instead."),
    Fault.NO_DECLINE_REASON: _("Choose why the referral is declined."),
    Fault.NO_NEXT_STEP: _("Choose what happens next."),
    Fault.NO_PLACE_DATE: _("Write from when there is a place."),
    Fault.PLACE_DATE_PAST: _("The day from which there is a place has passed. Write a later one."),
}

MOVE_LACKING = {
    Lacking.AGREEMENT: _("There is no valid agreement between the municipality's unit and your team."),
    Lacking.TREATMENT: _(
        "The treatment in your team is not recorded, or was not confirmed within three months."
    ),
    Lacking.CONSENT: _(
        "The candidate has not consented anew: to exchange in the course, from your team to the municipality's unit."
    ),
}
"""What the team lacks that would go on with another team's course."""

LACKING = {
    Lacking.AGREEMENT: _("There is no valid agreement between the two units."),
    Lacking.TREATMENT: _(
        "The treatment is not recorded as ongoing, or was not confirmed within the last three months."
    ),
    Lacking.CONTACT: _("It does not say how the candidate is reached safely."),
    Lacking.CONSENT: _("The candidate has not given consent to the referral to this unit."),
}
