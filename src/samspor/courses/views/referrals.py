"""The way into a course, page by page: refer, look at, send, take back; the receiver's inbox and answers."""

import functools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspor.access.actions import Denied
from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, memberships, page, rows, show, shown
from samspor.access.models import Membership
from samspor.access.roles import Permission, Role
from samspor.agreements.models import LocalAgreement, Programme
from samspor.base.dates import today
from samspor.courses import actions
from samspor.courses.forms import referrals as forms
from samspor.courses.labels import LACKING
from samspor.courses.models import AnsweredReferral, Course, Referral
from samspor.courses.models.referrals import ongoing
from samspor.courses.rules import Lacking, ReferralState, lacking, last_day_to_answer
from samspor.courses.views.referral_tables import Received, Sent
from samspor.people.models import Person
from samspor.sharing.models import Consent, TreatmentPeriod

View = Callable[[HttpRequest, UUID], HttpResponse]
SEE, SEND = Permission.REFERRAL_SEE, Permission.REFERRAL_SEND


def joined() -> Any:
    return Referral.objects.select_related(
        "person", "from_unit", "to_unit", "sender", "programme", "agreement"
    )


@page(SEE)
def referrals(request: HttpRequest) -> HttpResponse:
    """Received and waiting for an answer; sent, and what became of them."""
    units = [m.unit_id for m in memberships(request, SEE)]
    seen = rows(request, SEE, joined()).filter(kind=Referral.Kind.REFERRAL)
    tables = []
    if request.user.has(Permission.REFERRAL_ANSWER, today()):  # type: ignore[union-attr]
        tables.append(
            Received(
                seen.filter(to_unit__in=units, state=ReferralState.OFFERED), request=request, prefix="r-"
            )
        )
    if request.user.has(SEND, today()):  # type: ignore[union-attr]
        tables.append(Sent(seen.filter(from_unit__in=units), request=request, prefix="s-"))
    shown(request, SEE, [referral for table in tables for referral in table.on_page])
    return show(request, "courses/referrals.html", tables=tables, title=_("Referrals"))


@page(SEND)
def refer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Choose where to, under one of the unit's valid agreements; without any, whom to ask."""
    person = find(request, SEND, Person, id=person_id)
    by: Membership = request.membership  # type: ignore[attr-defined]
    own = LocalAgreement.objects.filter(treatment_unit=by.unit_id).select_related(
        "municipal_unit", "programme"
    )
    regional = Programme.Setting.REGIONAL
    valid = own.valid_on(today()).filter(programme__psychiatry_setting=regional)
    if not valid:
        return show(
            request, "courses/no_agreement.html", person=person, agreements=own, coordinators=_coordinators(by),
            unit=by.unit, title=_("Refer to IPS"),
        )  # fmt: skip
    form = forms.Refer(request.POST or None, initial=kept(request), agreements=valid)
    if form.is_valid() and (
        made := carry_out(request, form, actions.draft_referral, person, **form.cleaned_data)
    ):
        return redirect("courses:referral", made.pk)
    cancel = reverse("people:show", args=[person.pk])
    return show(
        request, "courses/refer.html", form=form, person=person, title=_("Refer to IPS"), submit=_("Go on"),
        cancel_url=cancel, lead=_("Nothing is sent yet. First you see exactly what the jobcentre will get."),
    )  # fmt: skip


def _coordinators(by: Membership) -> Any:
    """Whom to ask: those who keep the agreements in one's own authority."""
    keepers = Membership.objects.with_permission(Permission.AGREEMENT_CHANGE, today())
    return keepers.filter(unit__authority=by.authority_id).select_related("user", "unit")


@page(SEE)
def referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """The sender's side sees how far it is; the receiver exactly what was sent, and nothing more."""
    found = find(request, SEE, joined(), id=referral_id)
    is_mine = found.from_unit_id == request.membership.unit_id  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "referral": found,
        "person": found.person,
        "answer_by": found.sent_on and last_day_to_answer(found.sent_on),
        "title": _("Referral to IPS"),
    }
    if not is_mine:
        return show(request, "courses/received.html", **context)
    if found.state == ReferralState.DRAFT and request.user.has(SEND, today()):  # type: ignore[union-attr]
        context["lacks"] = _lacks(request, found)
    return show(request, "courses/referral.html", is_draft=found.state == ReferralState.DRAFT, **context)


def _lacks(request: HttpRequest, referral: Referral) -> list[tuple[str, Any]]:
    """What must be put right before it can leave: which thing, and the sentence."""
    on = today()
    consents = rows(request, Permission.CONSENT_SEE, Consent).for_referral(
        referral.person, referral.to_unit, on
    )
    treatments = rows(request, Permission.TREATMENT_SEE, TreatmentPeriod)
    lacks: list[Lacking] = lacking(
        safe_contact=bool(referral.person.safe_contact),
        consent=consents.exists(),
        treatment=treatments.filter(
            ongoing(on), person=referral.person_id, unit=referral.from_unit_id
        ).exists(),
        agreement=LocalAgreement.objects.valid_on(on).filter(pk=referral.agreement_id or 0).exists(),
    )
    return [(what.value, LACKING[what]) for what in lacks]


def answered_before(state: ReferralState, done: Any) -> Callable[[View], View]:
    """A second click of the one who has just answered leads where the first one led, with the same words; for
    everybody else an answered referral is not there."""

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def run(request: HttpRequest, referral_id: UUID) -> HttpResponse:
            try:
                return view(request, referral_id)
            except (Http404, Denied):
                own = rows(request, Permission.REFERRAL_ANSWER, AnsweredReferral)
                if request.method != "POST" or not own.filter(pk=referral_id, state=state).exists():
                    raise
            messages.success(request, done)
            mine = rows(request, Permission.COURSE_SEE, Course).filter(referral=referral_id).first()
            if mine is not None:
                return redirect("courses:show", mine.pk)
            return redirect("courses:list" if state is ReferralState.ACCEPTED else "courses:referrals")

        return run

    return wrap


def _deed(request: HttpRequest, found: Referral, form: Any, action: Any, **context: Any) -> HttpResponse:
    done = context.pop("done")
    back = context.pop("back", ("courses:referral", found.pk))
    if form.is_valid() and carry_out(request, form, action, found, **form.cleaned_data):
        messages.success(request, done)
        return redirect(*back)
    cancel = reverse("courses:referral", args=[found.pk])
    return show(
        request, "courses/referral_deed.html", form=form, referral=found, cancel_url=cancel, **context
    )


@page(SEND)
def change_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    found = find(request, SEND, joined(), id=referral_id)
    initial = {"version": found.version, "wish_for_work": found.wish_for_work, **(kept(request) or {})}
    form = forms.ChangeReferral(request.POST or None, initial=initial)
    return _deed(
        request, found, form, actions.change_referral, title=_("Change the wish for work"), done=_("Saved")
    )


@page(SEND)
def send_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What will be sent stands on the page; one click sends it."""
    found = find(request, SEND, joined(), id=referral_id)
    form = forms.Confirm(request.POST or None, initial={"version": found.version})
    return _deed(
        request, found, form, actions.send_referral, title=_("Send the referral?"), submit=_("Yes, send it"),
        done=_("The referral is sent. The jobcentre answers within 30 days."), shows_preview=True,
    )  # fmt: skip


@page(Permission.REFERRAL_WITHDRAW)
def withdraw_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    found = find(request, Permission.REFERRAL_WITHDRAW, joined(), id=referral_id)
    form = forms.Confirm(request.POST or None, initial={"version": found.version})
    return _deed(
        request, found, form, actions.withdraw_referral, title=_("Withdraw the referral?"),
        submit=_("Yes, withdraw it"), done=_("The referral is withdrawn. The jobcentre no longer sees it."),
        lead=_("The jobcentre keeps nothing of it but a line in the log."), back=("courses:referrals",),
    )  # fmt: skip


DECLINED = gettext_lazy("The referral is declined. The sender sees your answer.")


@page(Permission.REFERRAL_ANSWER)
@answered_before(ReferralState.DECLINED, DECLINED)
def decline_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """No free text: a reason, and what happens next."""
    found = find(request, Permission.REFERRAL_ANSWER, joined(), id=referral_id)
    form = forms.Decline(request.POST or None, initial={"version": found.version})
    return _deed(
        request, found, form, actions.decline_referral, title=_("Decline the referral"), submit=_("Decline"),
        lead=_("IPS excludes nobody. Afterwards you no longer see the referral; the sender sees your answer."),
        done=DECLINED, back=("courses:referrals",),
    )  # fmt: skip


def specialists_of(by: Membership) -> Any:
    here = Membership.objects.valid_on(today()).filter(
        unit=by.unit_id, role=Role.SPECIALIST, user__is_active=True
    )
    return here.values("user")


@page(Permission.PROPOSAL_MAKE)
def propose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The jobcentre proposes IPS to its own candidate; the recorded yes makes the course."""
    person = find(request, Permission.PROPOSAL_MAKE, Person, id=person_id)
    by: Membership = request.membership  # type: ignore[attr-defined]
    programmes = Programme.objects.filter(units=by.unit_id, starts_on__lte=today()).exclude(
        ends_on__lt=today()
    )
    form = forms.Propose(
        request.POST or None, initial={"yes_on": today(), **(kept(request) or {})}, programmes=programmes
    )
    if form.is_valid() and (made := carry_out(request, form, actions.propose, person, **form.cleaned_data)):
        messages.success(request, _("The course is made. Start it when you have met."))
        return redirect("courses:show", made.pk)
    return show(
        request, "courses/propose.html", form=form, person=person, programmes=programmes, title=_("Propose IPS"),
        submit=_("Make the course"), cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip
