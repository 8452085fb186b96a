"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _

from samspor.agreements.rules import Rung, Stage

RUNGS = [
    (Rung.ORDINARY_EMPLOYMENT.value, _("ordinary employment")),
    (Rung.ORDINARY_EDUCATION.value, _("ordinary education")),
    (Rung.FLEXJOB.value, _("flexjob")),
    (Rung.SUBSIDISED_JOB.value, _("job with wage subsidy")),
    (Rung.VOCATIONAL_REHABILITATION.value, _("vocational rehabilitation")),
    (Rung.INTERNSHIP.value, _("internship")),
    (Rung.NONE.value, _("none of these")),
]

STAGES = [
    (Stage.DIALOGUE.value, _("dialogue")),
    (Stage.CLARIFICATION.value, _("clarification")),
    (Stage.AGREEMENT.value, _("agreement")),
    (Stage.TRAINING.value, _("training")),
    (Stage.FIRST_COURSE.value, _("first course")),
    (Stage.SUPERVISION.value, _("supervision")),
    (Stage.FOLLOW_UP.value, _("follow-up")),
]
