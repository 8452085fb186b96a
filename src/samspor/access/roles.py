"""Every permission and which roles have it. The same words name the audit events."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One deed or one look. A new one is given to no role until it is written into `ROLES`."""

    # organisation and agreements
    ORGANISATION_SEE = "organisation.see"
    ORGANISATION_CHANGE = "organisation.change"
    AGREEMENT_SEE = "agreement.see"
    AGREEMENT_CHANGE = "agreement.change"
    PROGRAMME_CHANGE = "programme.change"
    # people
    PERSON_SEE = "person.see"
    PERSON_SEARCH = "person.search"
    PERSON_CREATE = "person.create"
    PERSON_CHANGE = "person.change"
    IDENTIFIER_SHOW = "identifier.show"
    # sharing
    CONSENT_SEE = "consent.see"
    CONSENT_GIVE = "consent.give"
    CONSENT_WITHDRAW = "consent.withdraw"
    TREATMENT_SEE = "treatment.see"
    TREATMENT_CHANGE = "treatment.change"
    ITEM_RELEASE = "item.release"
    REVIEW_SEE = "review.see"
    REVIEW_DECIDE = "review.decide"
    # referral
    REFERRAL_SEE = "referral.see"
    REFERRAL_SEND = "referral.send"
    REFERRAL_WITHDRAW = "referral.withdraw"
    REFERRAL_ANSWER = "referral.answer"
    PROPOSAL_MAKE = "proposal.make"
    EXCHANGE_MOVE = "exchange.move"
    # the course
    COURSE_LIST = "course.list"
    COURSE_EXPORT = "course.export"
    COURSE_SEE = "course.see"
    COURSE_START = "course.start"
    COURSE_CHANGE = "course.change"
    COURSE_ASSIGN = "course.assign"
    COURSE_COVER = "course.cover"
    COURSE_PAUSE = "course.pause"
    COURSE_CLOSE = "course.close"
    COURSE_REOPEN = "course.reopen"
    COURSE_CORRECT = "course.correct"
    CANDIDATE_INVITE = "candidate.invite"
    NOTE_WRITE = "note.write"
    CONTACT_WRITE = "contact.write"
    ENGAGEMENT_WRITE = "engagement.write"
    # the candidate's own
    OWN_COURSE_SEE = "own_course.see"
    OWN_SHARING_CHANGE = "own_sharing.change"
    OWN_LOOK_FLAG = "own_look.flag"
    OWN_CORRECTION_ASK = "own_correction.ask"
    # figures and the log
    RESULTS_SEE = "results.see"
    RESULTS_EXPORT = "results.export"
    RESULTS_ASK = "results.ask"
    RESULTS_CHECK = "results.check"
    RESULTS_WITHDRAW = "results.withdraw"
    STUDY_DOWNLOAD = "study.download"
    DELIVERY_UPLOAD = "delivery.upload"
    LOG_SEE = "log.see"
    LOG_WORDS = "log.words"


class Role(models.TextChoices):
    SPECIALIST = "specialist", _("employment specialist")
    CLINICIAN = "clinician", _("clinician")
    TEAM_LEADER = "team_leader", _("team leader")
    COORDINATOR = "coordinator", _("programme coordinator")
    EVALUATOR = "evaluator", _("evaluator")
    ANALYST = "analyst", _("national analyst")
    CANDIDATE = "candidate", _("candidate")
    LOG_REVIEWER = "log_reviewer", _("log reviewer")
    ADMINISTRATOR = "administrator", _("administrator")


UNITLESS = frozenset({Role.CANDIDATE, Role.ANALYST})
"""Roles that belong to no unit."""

P = Permission
_CASEWORK = frozenset(
    {
        P.ORGANISATION_SEE, P.AGREEMENT_SEE,
        P.PERSON_SEE, P.PERSON_SEARCH, P.PERSON_CREATE, P.PERSON_CHANGE, P.IDENTIFIER_SHOW,
        P.CONSENT_SEE, P.CONSENT_GIVE, P.CONSENT_WITHDRAW,
        P.ITEM_RELEASE, P.REVIEW_SEE, P.REVIEW_DECIDE,
        P.REFERRAL_SEE, P.COURSE_LIST, P.COURSE_EXPORT, P.COURSE_SEE, P.COURSE_COVER, P.COURSE_CORRECT, P.CANDIDATE_INVITE,
        P.NOTE_WRITE, P.CONTACT_WRITE,
        P.RESULTS_SEE,
    }
)  # fmt: skip

ROLES: dict[Role, frozenset[Permission]] = {
    Role.SPECIALIST: _CASEWORK
    | {
        P.REFERRAL_ANSWER, P.PROPOSAL_MAKE,
        P.COURSE_START, P.COURSE_CHANGE, P.COURSE_PAUSE, P.COURSE_CLOSE, P.COURSE_REOPEN,
        P.ENGAGEMENT_WRITE,
    },
    Role.CLINICIAN: _CASEWORK
    | {P.TREATMENT_SEE, P.TREATMENT_CHANGE, P.REFERRAL_SEND, P.REFERRAL_WITHDRAW, P.EXCHANGE_MOVE},
    Role.TEAM_LEADER: frozenset(
        {
            P.ORGANISATION_SEE, P.AGREEMENT_SEE, P.COURSE_LIST, P.COURSE_ASSIGN,
            P.RESULTS_SEE, P.RESULTS_EXPORT,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            P.ORGANISATION_SEE, P.AGREEMENT_SEE, P.AGREEMENT_CHANGE, P.PROGRAMME_CHANGE,
            P.RESULTS_SEE, P.RESULTS_EXPORT, P.RESULTS_ASK, P.RESULTS_CHECK, P.RESULTS_WITHDRAW,
        }
    ),
    Role.EVALUATOR: frozenset(
        {
            P.RESULTS_SEE, P.RESULTS_EXPORT, P.RESULTS_ASK, P.RESULTS_CHECK, P.RESULTS_WITHDRAW, P.STUDY_DOWNLOAD,
            P.DELIVERY_UPLOAD,
        }
    ),
    Role.ANALYST: frozenset({P.RESULTS_SEE, P.RESULTS_EXPORT, P.AGREEMENT_SEE}),
    Role.CANDIDATE: frozenset({P.OWN_COURSE_SEE, P.OWN_SHARING_CHANGE, P.OWN_LOOK_FLAG, P.OWN_CORRECTION_ASK}),
    Role.LOG_REVIEWER: frozenset({P.LOG_SEE, P.LOG_WORDS}),
    Role.ADMINISTRATOR: frozenset({P.ORGANISATION_SEE, P.ORGANISATION_CHANGE, P.AGREEMENT_SEE}),
}  # fmt: skip


def roles_with(permission: Permission) -> list[Role]:
    return [role for role, permissions in ROLES.items() if permission in permissions]
