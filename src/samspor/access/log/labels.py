"""What each event of the log is called on screen."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from samspor.access.roles import Permission as P

EVENTS: dict[str, Any] = {
    P.ORGANISATION_SEE: _("saw the organisation"),
    P.ORGANISATION_CHANGE: _("changed the organisation"),
    P.AGREEMENT_SEE: _("saw an agreement"),
    P.AGREEMENT_CHANGE: _("changed an agreement"),
    P.PROGRAMME_CHANGE: _("changed a programme"),
    P.PERSON_SEE: _("saw a record"),
    P.PERSON_SEARCH: _("searched for or listed people"),
    P.PERSON_CREATE: _("made a record"),
    P.PERSON_CHANGE: _("changed a record"),
    P.IDENTIFIER_SHOW: _("saw a number or a protected name"),
    P.CONSENT_SEE: _("saw a consent"),
    P.CONSENT_GIVE: _("recorded a consent"),
    P.CONSENT_WITHDRAW: _("recorded a withdrawal"),
    P.TREATMENT_SEE: _("saw a treatment period"),
    P.TREATMENT_CHANGE: _("changed a treatment period"),
    P.EXCHANGE_MOVE: _("moved a course to another treatment team"),
    P.ITEM_RELEASE: _("shared something"),
    P.REVIEW_SEE: _("saw a review"),
    P.REVIEW_DECIDE: _("decided in a review"),
    P.REFERRAL_SEE: _("saw a referral"),
    P.REFERRAL_SEND: _("sent a referral"),
    P.REFERRAL_WITHDRAW: _("withdrew a referral"),
    P.REFERRAL_ANSWER: _("answered a referral"),
    P.PROPOSAL_MAKE: _("made a proposal"),
    P.COURSE_LIST: _("saw the list of courses"),
    P.COURSE_EXPORT: _("exported the list of courses"),
    P.COURSE_SEE: _("saw a course"),
    P.COURSE_START: _("started a course"),
    P.COURSE_CHANGE: _("changed a course"),
    P.COURSE_ASSIGN: _("assigned somebody to a course"),
    P.COURSE_COVER: _("took cover of a course"),
    P.COURSE_PAUSE: _("paused a course"),
    P.COURSE_CLOSE: _("ended a course"),
    P.COURSE_REOPEN: _("reopened a course"),
    P.CANDIDATE_INVITE: _("made a sign-in for the candidate"),
    P.COURSE_CORRECT: _("answered a wish for a correction"),
    P.NOTE_WRITE: _("wrote a note"),
    P.CONTACT_WRITE: _("recorded a contact"),
    P.ENGAGEMENT_WRITE: _("recorded a job or an education"),
    P.OWN_COURSE_SEE: _("saw their own course"),
    P.OWN_SHARING_CHANGE: _("changed their own sharing"),
    P.OWN_LOOK_FLAG: _("flagged a look"),
    P.OWN_CORRECTION_ASK: _("asked for a correction"),
    P.RESULTS_SEE: _("saw results"),
    P.RESULTS_EXPORT: _("exported results"),
    P.RESULTS_ASK: _("asked for a run"),
    P.RESULTS_CHECK: _("checked a run"),
    P.RESULTS_WITHDRAW: _("withdrew a run"),
    P.STUDY_DOWNLOAD: _("took information along for evaluation"),
    P.DELIVERY_UPLOAD: _("linked information from a register for evaluation"),
    P.LOG_SEE: _("saw the log"),
    P.LOG_WORDS: _("opened the words of a search"),
    "sign_in.ok": _("signed in"),
    "sign_in.failed": _("tried to sign in"),
    "sign_in.invited": _("was given a link to choose a password"),
    "sign_in.second_factor_forgotten": _("had the second factor forgotten"),
    "sign_out": _("signed out"),
    "locked": _("was locked out for idleness"),
}


REASONS = [
    ("flagged", _("A candidate has flagged a look")),
    ("complaint", _("There is a complaint")),
    ("suspicion", _("I suspect that somebody searched without a reason")),
    ("sample", _("A random check")),
]
"""Why the words of a search are opened: chosen, so that nothing about anybody is written here."""


def event_label(event: str) -> Any:
    """The event in words; one that has none is shown by its own word."""
    return EVENTS.get(event, event)


LOOKS = ("see", "list", "search", "show", "export", "download")


def is_deed(event: str) -> bool:
    """Whether the word names a change; opening the page of a change is on record under the same word."""
    return event in {str(p) for p in P} and event.rpartition(".")[2] not in LOOKS
