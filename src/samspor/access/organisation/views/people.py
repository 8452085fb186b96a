"""Where an administrator makes accounts and says who works where as what."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samspor.access.gates import carry_out, find, membership_for, page, show
from samspor.access.models import Membership, User
from samspor.access.organisation import actions, forms
from samspor.access.roles import Permission

P = Permission


@page(P.ORGANISATION_CHANGE)
def create_user(request: HttpRequest) -> HttpResponse:
    by = membership_for(request, P.ORGANISATION_CHANGE)
    initial = {"unit": request.GET.get("unit")}
    form = forms.CreateUser(request.POST or None, authority_id=by.authority_id, initial=initial)
    if form.is_valid():
        words = {name: value for name, value in form.cleaned_data.items() if name != "unit"}
        made = carry_out(request, form, actions.create_user, form.cleaned_data["unit"], **words)
        if made:
            messages.success(
                request, _("The account is made. Make the link with which the person chooses a password.")
            )
            return redirect("access:user", made.pk)
    back = reverse("access:users")
    return show(
        request, "access/organisation/form.html", form=form, title=_("New colleague"), back=back, back_name=_("Staff"),
        cancel_url=back,
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def change_user(request: HttpRequest, user_id: int) -> HttpResponse:
    user = find(request, P.ORGANISATION_CHANGE, User, pk=user_id)
    names = ["name", "email", "phone", "is_active"]
    form = forms.ChangeUser(request.POST or None, initial={name: getattr(user, name) for name in names})
    if form.is_valid() and carry_out(request, form, actions.change_user, user, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:user", user.pk)
    return _form(request, user, form, _("Change the account"))


@page(P.ORGANISATION_CHANGE)
def invite(request: HttpRequest, user_id: int) -> HttpResponse:
    """The link is on this one page, once; it is handed over in person or in a secure message."""
    user = find(request, P.ORGANISATION_CHANGE, User, pk=user_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    link = carry_out(request, form, actions.invite, user) if form.is_valid() else None
    back = reverse("access:user", args=[user.pk])
    if link:
        return show(
            request,
            "access/organisation/link.html",
            person=user,
            link=request.build_absolute_uri(link),
            back=back,
        )
    return show(
        request, "access/organisation/confirm.html", form=form, back=back, back_name=user.name, cancel_url=back,
        title=_("Make a link to choose a password?"), submit=_("Yes, make the link"),
        consequence=_("It works once and for a day. An earlier password works until a new one is chosen."),
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def forget_second_factor(request: HttpRequest, user_id: int) -> HttpResponse:
    user = find(request, P.ORGANISATION_CHANGE, User, pk=user_id)
    form = django_forms.Form(request.POST if request.method == "POST" else None)
    back = reverse("access:user", args=[user.pk])
    if form.is_valid() and carry_out(request, form, actions.forget_second_factor, user):
        messages.success(request, _("The next sign-in sets up a new second factor."))
        return redirect(back)
    return show(
        request, "access/organisation/confirm.html", form=form, back=back, back_name=user.name, cancel_url=back,
        title=_("Forget the second factor?"), submit=_("Yes, forget it"),
        consequence=_("Do it only when you know who asks: whoever has the password can then set up their own."),
    )  # fmt: skip


@page(P.ORGANISATION_CHANGE)
def join(request: HttpRequest, user_id: int) -> HttpResponse:
    user = find(request, P.ORGANISATION_CHANGE, User, pk=user_id)
    by: Membership = request.membership  # type: ignore[attr-defined]
    form = forms.Join(request.POST or None, authority_id=by.authority_id)
    if form.is_valid() and carry_out(request, form, actions.add_membership, user, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:user", user.pk)
    return _form(request, user, form, _("Give a role"))


@page(P.ORGANISATION_CHANGE)
def leave(request: HttpRequest, membership_id: int) -> HttpResponse:
    asked = Membership.objects.select_related("user", "unit")
    membership = find(request, P.ORGANISATION_CHANGE, asked, pk=membership_id)
    form = forms.LastDay(request.POST or None)
    if form.is_valid() and carry_out(request, form, actions.end_membership, membership, **form.cleaned_data):
        messages.success(request, _("Saved"))
        return redirect("access:user", membership.user_id)
    return _form(request, membership.user, form, _("End the role"), lead=str(membership))


def _form(
    request: HttpRequest, user: User, form: django_forms.Form, title: str, lead: str = ""
) -> HttpResponse:
    back = reverse("access:user", args=[user.pk])
    return show(
        request, "access/organisation/form.html", form=form, title=title, lead=lead or user.name, back=back,
        back_name=user.name, cancel_url=back,
    )  # fmt: skip
