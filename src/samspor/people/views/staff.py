"""Who may see a restricted record: own employees and others whose record only named staff opens."""

from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, page, rows, show
from samspor.access.roles import Permission
from samspor.people import actions, forms
from samspor.people.models import Person, PersonAccess

P = Permission
PEOPLE = Person.objects.select_related("unit")


@page(P.PERSON_CHANGE)
def restrict(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id)
    form = forms.Restrict(request.POST or None)
    if form.is_valid() and carry_out(request, form, actions.restrict_person, person, **form.cleaned_data):
        messages.success(request, _("From now on only named staff see the record. You are one of them."))
        return redirect("people:show", person.pk)
    return show(
        request, "people/restrict.html", form=form, person=person, title=_("Restrict to named staff?"),
        consequence=_("Colleagues who are not named can no longer open or find the record."),
        submit=_("Yes, restrict it"), cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip


@page(P.PERSON_CHANGE)
def lift(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(request, form, actions.lift_restriction, person):
        messages.success(request, _("The caseworkers of the unit can open the record again."))
        return redirect("people:show", person.pk)
    return show(
        request, "people/restrict.html", form=form, person=person, title=_("Lift the restriction?"),
        consequence=_("All caseworkers of the unit can then open and find the record."),
        submit=_("Yes, lift it"), cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip


@page(P.PERSON_CHANGE)
def name(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id, is_restricted=True)
    form = forms.Named(request.POST or None, person=person)
    if form.is_valid() and carry_out(request, form, actions.name_staff, person, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("people:show", person.pk)
    return show(
        request, "people/name.html", form=form, person=person, title=_("Name a colleague"),
        cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip


@page(P.PERSON_CHANGE)
def unname(request: HttpRequest, person_id: UUID, access_id: UUID) -> HttpResponse:
    person = find(request, P.PERSON_CHANGE, PEOPLE, id=person_id, is_restricted=True)
    staff = rows(request, P.PERSON_CHANGE, PersonAccess.objects.select_related("user"))
    access = staff.filter(pk=access_id, person=person).first()
    if access is None:
        raise Http404
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    if form.is_valid() and carry_out(request, form, actions.unname_staff, person, user=access.user):
        messages.success(request, _("Saved"))
        return redirect(
            "people:list" if access.user_id == request.user.pk else reverse("people:show", args=[person.pk])
        )
    return show(
        request, "people/restrict.html", form=form, person=person,
        title=_("End %(name)s's access?") % {"name": access.user},
        submit=_("Yes, end it"), cancel_url=reverse("people:show", args=[person.pk]),
    )  # fmt: skip
