"""The words on screen for what the rules name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspor.outcomes.rules import Comparison, Definition, DeliveryState, Fault, Reason, RunState

STATES = [
    (RunState.ASKED.value, pgettext_lazy("run", "waiting")),
    (RunState.RUNNING.value, pgettext_lazy("run", "running")),
    (RunState.DONE.value, pgettext_lazy("run", "to be checked")),
    (RunState.RELEASED.value, pgettext_lazy("run", "released")),
    (RunState.WITHDRAWN.value, pgettext_lazy("run", "withdrawn")),
    (RunState.CANCELLED.value, pgettext_lazy("run", "cancelled")),
    (RunState.FAILED.value, pgettext_lazy("run", "failed")),
]
STATE_KINDS = {
    RunState.ASKED: "neutral",
    RunState.RUNNING: "info",
    RunState.DONE: "warning",
    RunState.RELEASED: "success",
    RunState.WITHDRAWN: "error",
    RunState.CANCELLED: "neutral",
    RunState.FAILED: "error",
}

DEFINITIONS = [
    (Definition.PROGRAMME.value, _("What the programme itself counts")),
    (Definition.WORK_OR_EDUCATION.value, _("Ordinary work or education")),
    (Definition.WORK.value, _("Ordinary work alone")),
]

COMPARISONS = [
    (Comparison.NONE.value, _("No comparison")),
    (Comparison.TEAM_FORM.value, _("Teams with only IPS cases, and mixed teams")),
    (
        Comparison.DECISION_AUTHORITY.value,
        _("Specialists who decide on benefits in the course, and those who do not"),
    ),
    (Comparison.WAY_IN.value, _("Referred by the psychiatry, and proposed by the jobcentre")),
]

GROUPS = {
    "ips_only": _("only IPS cases"),
    "mixed": _("mixed teams"),
    "yes": _("with decision authority"),
    "no": _("without decision authority"),
    "referral": _("referred by the psychiatry"),
    "proposal": _("proposed by the jobcentre"),
    "missing": _("not recorded"),
}

REASONS = [
    (Reason.DATA.value, _("The records were wrong or not complete")),
    (Reason.QUESTION.value, _("The question was asked wrongly")),
    (Reason.SMALL.value, _("Too few people stand behind it")),
    (Reason.OTHER.value, _("Another reason, written below")),
]

STEPS = [
    ("facts", _("The facts are collected")),
    ("evaluation", _("The figures are worked out")),
    ("stored", _("The figures are stored")),
]

FAULTS = [
    (Fault.MAY_NOT.value, _("The person who asked may not ask for runs of this programme any more.")),
    (Fault.EMPTY_GROUP.value, _("Nobody is in one of the two groups. Choose another comparison, or none.")),
    (
        Fault.TOO_ALIKE.value,
        _(
            "The figures would differ from ones already released by a few people, who could then be worked out. Choose "
            "another period."
        ),
    ),
    (
        Fault.STOPPED.value,
        _("The program was ended in the midst of the run, for example by a restart. Begin the run again."),
    ),
    (
        Fault.OURS.value,
        _("The run stopped with a fault that is not yours. Begin it again, or ask the administrator."),
    ),
]

DELIVERY_STATES = [
    (DeliveryState.CHECKED.value, pgettext_lazy("delivery", "looked through")),
    (DeliveryState.STORED.value, pgettext_lazy("delivery", "in use")),
    (DeliveryState.DELETED.value, pgettext_lazy("delivery", "deleted")),
]
DELIVERY_KINDS = {
    DeliveryState.CHECKED: "warning",
    DeliveryState.STORED: "success",
    DeliveryState.DELETED: "neutral",
}
