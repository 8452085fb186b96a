"""The pages of consents in one's own record of a person: what was given, give, show, withdraw, enter in the record."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Case, Prefetch, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samspor.access.drafts import kept
from samspor.access.gates import carry_out, find, page, rows, show, shown
from samspor.access.roles import Permission
from samspor.base.addresses import came_from
from samspor.base.dates import today
from samspor.people.models import Person
from samspor.sharing import actions, forms, rules
from samspor.sharing.disclosed import ended_units
from samspor.sharing.labels import CATEGORIES, PURPOSE_HINTS, PURPOSES
from samspor.sharing.models import Consent, ConsentCategory, ConsentRecipient
from samspor.sharing.models.consents import live, recipients
from samspor.sharing.reference import legal_bases, permission_for
from samspor.sharing.rules import Purpose
from samspor.sharing.texts import text_shown, text_to_show


def _consents() -> Any:
    """Consents with all that a page shows of them."""
    is_live = Case(When(live("", today()), then=Value(True)), default=Value(False))
    whom = Prefetch("recipients", queryset=ConsentRecipient.objects.select_related("unit__authority").gated())
    kinds = Prefetch("categories", queryset=ConsentCategory.objects.gated())
    joined = Consent.objects.select_related("person", "from_unit", "text", "received_by")
    return joined.annotate(is_live=is_live).prefetch_related(whom, kinds)


@page(Permission.CONSENT_SEE)
def consents(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = _person(request, Permission.CONSENT_SEE, person_id)
    listed = list(rows(request, Permission.CONSENT_SEE, _consents().filter(person=person)))
    shown(request, Permission.CONSENT_SEE, listed)
    named = {r.unit_id for c in listed if c.is_live for r in c.recipients.all() if r.unit_id}
    named |= {c.from_unit_id for c in listed if c.is_live}
    return show(
        request,
        "sharing/consents.html",
        person=person,
        consents=listed,
        ended=list(ended_units(named, today())),
        purposes=[(value, label, PURPOSE_HINTS[value]) for value, label in PURPOSES],
        may_give=request.user.has(Permission.CONSENT_GIVE, today()),  # type: ignore[union-attr]
        may_see_treatment=person.unit.is_treatment and request.user.has(Permission.TREATMENT_SEE, today()),  # type: ignore[union-attr]
    )


@page(Permission.CONSENT_GIVE)
def give(request: HttpRequest, person_id: UUID, purpose: str = "") -> HttpResponse:
    """`?to=` names a unit that stands ticked; `?purpose=` does for the address without a purpose."""
    purpose = purpose or request.GET.get("purpose", "")
    if not purpose:
        return redirect("sharing:consents", person_id)
    if purpose not in {known.value for known in Purpose}:
        raise Http404
    person = _person(request, Permission.CONSENT_GIVE, person_id)
    chosen = Purpose(purpose)
    units = recipients(person.unit, chosen, today())
    form = _give_form(request, person, chosen)
    words = {"purpose": chosen, **form.cleaned_data} if form.is_valid() else {}
    if words and carry_out(request, form, actions.give_consent, person, **words):
        messages.success(request, _("The consent is recorded. It works from its first day."))
        return redirect(came_from(request) or reverse("sharing:consents", args=[person.pk]))
    return show(
        request,
        "sharing/give.html",
        form=form,
        person=person,
        purpose=dict(PURPOSES)[purpose],
        has_partners=units.exists(),
        text=text_to_show(person, chosen, get_language() or "da", today()),
        title=_("Record a consent"),
        next=came_from(request),
    )


@page(Permission.CONSENT_SEE)
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    row = find(request, Permission.CONSENT_SEE, _consents(), id=consent_id)
    bases = legal_bases()
    return show(
        request,
        "sharing/consent.html",
        consent=row,
        permission=bases.get(row.permission_basis),
        processing=bases.get(row.processing_basis),
        text=text_shown(row),
        may_change=request.user.has(Permission.CONSENT_WITHDRAW, today()),  # type: ignore[union-attr]
    )


@page(Permission.CONSENT_WITHDRAW)
def withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    row = find(request, Permission.CONSENT_WITHDRAW, _consents(), id=consent_id)
    if row.withdrawn_at is not None:
        messages.info(request, _("This consent has been withdrawn."))
        return redirect("sharing:consent", row.pk)
    words = dict(CATEGORIES)
    form = forms.WithdrawConsent(
        request.POST or None,
        initial={"version": row.version, "extent": forms.WHOLE},
        kinds=[(c.category, words[c.category]) for c in row.categories.all() if c.withdrawn_at is None],
        whom=[(r.pk, r.unit or r.other) for r in row.recipients.all() if r.withdrawn_at is None],
    )
    if form.is_valid() and carry_out(request, form, actions.withdraw_consent, row, **form.words):
        messages.success(request, _("It is withdrawn. Sharing under it has stopped."))
        return redirect("sharing:consent", row.pk)
    return show(request, "sharing/withdraw.html", form=form, consent=row, title=_("Withdraw the consent?"))


@page(Permission.CONSENT_GIVE)
def enter(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    row = find(request, Permission.CONSENT_GIVE, _consents(), id=consent_id)
    initial = {"version": row.version, "entered_on": row.entered_in_record_on or today()}
    form = forms.EnterConsent(request.POST or None, initial=initial)
    if form.is_valid() and carry_out(request, form, actions.enter_consent, row, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("sharing:consent", row.pk)
    return show(
        request, "sharing/enter.html", form=form, consent=row, title=_("Entered in the patient record")
    )


def _person(request: HttpRequest, permission: Permission, person_id: UUID) -> Person:
    return find(request, permission, Person.objects.select_related("unit__authority"), id=person_id)


def _give_form(request: HttpRequest, person: Person, purpose: Purpose) -> forms.GiveConsent:
    on = today()
    basis = permission_for(purpose, treatment=person.unit.is_treatment)
    initial = {
        "language": get_language() or "da",
        "units": request.GET.getlist("to"),
        "given_on": on,
        "valid_from": on,
        "valid_to": rules.last_legal_day(on, basis.max_months),
        **(kept(request) or {}),
    }
    form = forms.GiveConsent(
        request.POST or None,
        initial=initial,
        partners=recipients(person.unit, purpose, on).select_related("authority"),
        kinds=purpose is Purpose.EXCHANGE,
        to_unit=purpose in {Purpose.REFERRAL, Purpose.EXCHANGE},
        record=person.unit.is_treatment,
    )
    if basis.max_months:
        form.fields["valid_to"].help_text = _("At the latest %(months)s months after it was given.") % {
            "months": basis.max_months
        }
    return form
