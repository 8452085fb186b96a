"""The account page: who one is here, and the second factor of a local account."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from samspor.access.models import User
from samspor.access.sign_in import second_factor
from samspor.access.sign_in.session import NEEDS_SECOND_FACTOR


def account(request: HttpRequest) -> HttpResponse:
    """Name, posts with their dates, language, and the second factor."""
    me = User.objects.get(pk=request.user.pk)
    memberships = me.memberships.select_related("unit__authority").order_by("-valid_from")
    devices = Authenticator.objects.filter(user=me).order_by("type")
    return render(
        request,
        "access/account.html",
        {"memberships": memberships, "devices": devices, "is_local": me.has_usable_password()},
    )


class SetUpSecondFactor(ActivateTOTPView):
    """Ties an authenticator app to the account. Undone only by an administrator."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if second_factor.has_one(request.user):
            return redirect("access:account")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session.pop(NEEDS_SECOND_FACTOR, None)
        return response

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")
