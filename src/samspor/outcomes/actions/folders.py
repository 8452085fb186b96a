"""The study folder that an evaluator takes along: whom it may hold, and that it was taken."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from samspor.access import audit
from samspor.access.actions import Actor, Refused, action
from samspor.access.case_data import trusted
from samspor.access.roles import Permission
from samspor.agreements.models import Programme
from samspor.base.dates import local
from samspor.outcomes.folder import folder
from samspor.outcomes.frames import Question, frames, study_of, taking_part
from samspor.outcomes.rules import Definition, Share, is_quarter_end, share
from samspor.outcomes.sources import consenting


def share_of(programme: Programme, *, by: Actor, at: datetime, through: date) -> Share:
    """How many people of the courses have consented, as far as it may be said."""
    with trusted():
        return _share(programme, by, at, through)


@action(Permission.STUDY_DOWNLOAD)
def take_study_folder(
    programme: Programme, /, *, by: Actor, at: datetime, through: date, definition: str, language: str,
    why: Callable[[Share], str],
) -> bytes:  # fmt: skip
    """The folder of those who live consented that this authority evaluates; who is in it stands in the log. `why` says
    in words what the folder is."""
    if not is_quarter_end(through) or through >= local(at).date():
        raise Refused(_("Choose the last day of a quarter that has passed."))
    found = _share(programme, by, at, through)
    if not found.may_leave:
        raise Refused(_("Too few people stand behind the folder, or behind what would be missing in it."))
    people = consenting(by.authority_id, local(at).date())
    question = Question(Definition(definition))
    facts = frames(programme, through, question, people)
    held = taking_part(programme, through, people).values_list("pk", flat=True)
    audit.record(
        Permission.STUDY_DOWNLOAD, by=by, at=at, about=audit.about(programme), thing=programme,
        shown=[f"course:{key}" for key in held],
    )  # fmt: skip
    return folder(study_of(programme, through, question), facts, why(found), language)


def _share(programme: Programme, by: Actor, at: datetime, through: date) -> Share:
    def count(people: Any = None) -> int:
        courses = taking_part(programme, through, people)
        return courses.order_by().values("municipal_person").distinct().count()

    return share(everybody=count(), consented=count(consenting(by.authority_id, local(at).date())))
