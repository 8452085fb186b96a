"""The receiver's yes: who takes the course, and which own record it is about."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspor.access import audit
from samspor.access.gates import carry_out, find, page, rows, show, shown
from samspor.access.models import User
from samspor.access.roles import Permission
from samspor.base.dates import now
from samspor.courses import actions
from samspor.courses.forms import referrals as forms
from samspor.courses.rules import ReferralState
from samspor.courses.views.referrals import answered_before, joined, specialists_of
from samspor.people.models import Person

MOST_FOUND = 10


ACCEPTED = _("The referral is accepted. Start the course when you have met.")


@page(Permission.REFERRAL_ANSWER)
@answered_before(ReferralState.ACCEPTED, ACCEPTED)
def accept_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Takes the course into one's own unit. One's own record is a new one, or one that one already has."""
    found = find(request, Permission.REFERRAL_ANSWER, joined(), id=referral_id)
    searching = request.method == "POST" and "find" in request.POST
    form = forms.Accept(
        request.POST if request.method == "POST" and not searching else None,
        initial=_kept_words(request)
        if searching
        else {"version": found.version, "specialist": request.user.pk},
        specialists=User.objects.filter(pk__in=specialists_of(request.membership)),  # type: ignore[attr-defined]
        people=rows(request, Permission.PERSON_SEARCH, Person),
    )
    search = forms.SearchOwn(request.POST if searching else None)
    people = _found(request, search) if searching and search.is_valid() else []
    if form.is_valid() and (
        course := carry_out(request, form, actions.accept_referral, found, **form.cleaned_data)
    ):
        messages.success(request, ACCEPTED)
        mine = form.cleaned_data["specialist"] == request.user
        return redirect("courses:show", course.pk) if mine else redirect("courses:list")
    if "number" in form.errors:  # a refused number tells that one has it
        by = request.membership  # type: ignore[attr-defined]
        audit.record(Permission.PERSON_CREATE, by=by, at=now(), outcome="refused")
    return show(
        request, "courses/accept.html", form=form, search=search, people=people, searched=searching,
        referral=found, person=found.person, title=_now("Accept the referral"),
        cancel_url=reverse("courses:referral", args=[found.pk]),
    )  # fmt: skip


def _kept_words(request: HttpRequest) -> dict[str, Any]:
    """What already stood in the form when somebody searched."""
    return {name: request.POST.get(name, "") for name in forms.Accept.base_fields if name in request.POST}


def _found(request: HttpRequest, search: Any) -> list[Person]:
    """Among one's own unit's people, as any other search of theirs."""
    words = search.cleaned_data["words"]
    by = request.membership  # type: ignore[attr-defined]
    audit.record(Permission.PERSON_SEARCH, by=by, at=now(), search=words)
    people = list(rows(request, Permission.PERSON_SEARCH, Person).called(words)[:MOST_FOUND])
    shown(request, Permission.PERSON_SEARCH, people)
    request.membership = by  # type: ignore[attr-defined]
    return people
