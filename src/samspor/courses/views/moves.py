"""The page on which a team goes on with the course of a patient who came from another team."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, page, rows, show
from samspor.access.roles import Permission
from samspor.base.dates import today
from samspor.courses import actions, rules
from samspor.courses.forms import referrals as forms
from samspor.courses.labels import MOVE_LACKING
from samspor.courses.models import ComingCourse
from samspor.sharing.models import Consent, TreatmentPeriod


@page(Permission.EXCHANGE_MOVE)
def move_exchange(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """What it takes, and one click when all of it is there; the course opens then, and not before."""
    joined = ComingCourse.objects.select_related(
        "programme", "municipal_unit", "exchange__regional_person__unit"
    )
    course = find(request, Permission.EXCHANGE_MOVE, joined, id=course_id)
    form = forms.Confirm(request.POST or None, initial={"version": course.version})
    if form.is_valid() and carry_out(request, form, actions.move_exchange, course, **form.cleaned_data):
        messages.success(
            request, _("Your team has the course now. What you share from here on is your team's.")
        )
        return redirect("courses:show", course.pk)
    standing = course.standing(
        today(), rows(request, Permission.CONSENT_SEE, Consent), rows(request, Permission.TREATMENT_SEE, TreatmentPeriod)
    )  # fmt: skip
    lacks = [(what.value, MOVE_LACKING[what]) for what in rules.lacking(safe_contact=True, **standing)]
    return show(
        request, "courses/move.html", form=form, course=course, person=course.left.regional_person, lacks=lacks,
        title=_("Go on with the course?"), submit=_("Yes, go on with it"), cancel_url=reverse("courses:unit"),
    )  # fmt: skip
