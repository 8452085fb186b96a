"""Where allauth asks us: who may come in, under what conditions, and how its secrets lie in the database."""

import base64
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from samspor.access.encryption import seal, unseal
from samspor.access.models import User
from samspor.access.sign_in import claims, second_factor, session, throttle
from samspor.access.sign_in.admission import admit
from samspor.access.sign_in.claims import NotAdmitted, Reason
from samspor.base.dates import now

SECOND_FACTOR_STAGE = "allauth.mfa.stages.AuthenticateStage"
FRESH = 5 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Local accounts: nobody signs up, nobody is told anything by a message, and there is one way in."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": _("Too many tries. Wait a few minutes and try again."),
        "incorrect_password": _("The password is not right."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what happened."""

    def get_login_stages(self) -> list[str]:
        return [SECOND_FACTOR_STAGE]

    def login(self, request: HttpRequest, user: User) -> None:
        records = get_authentication_records(request, user)
        ways = {"password": "local", "socialaccount": "oidc"}
        used = [ways[r["method"]] for r in records if r["method"] in ways]
        way = used[-1] if used else "demo"
        session.enter(request, user, way=way, needs_second_factor=second_factor.is_missing(user, way))

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        return redirect(settings.LOGIN_URL)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in a moment ago need not do it again to set up a second factor."""
        signed_in_at: float = self.request.session.get(session.SIGNED_IN_AT, 0)
        return now().timestamp() - signed_in_at > FRESH

    def get_client_ip(self, request: HttpRequest) -> str:
        return throttle.address(request)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """OIDC: claims are read at each sign-in and never stored."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        told = sociallogin.account.extra_data
        sociallogin.claims = {**told.get("userinfo", {}), **told.get("id_token", {})}
        sociallogin.account.extra_data = {}
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider = settings.OIDC_PROVIDERS[sociallogin.account.provider]
        told = sociallogin.claims
        try:
            if locked_at := session.locked_at(request):
                claims.check_asked_again(told, locked_at)
            sociallogin.user = admit(claims.read(told, provider), sociallogin.account, at=now())
        except NotAdmitted as refusal:
            throttle.record_failure(f"{provider.id}|{sociallogin.account.uid}", refusal.reason)
            raise ImmediateHttpResponse(refused(request, refusal.reason)) from refusal

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(failed(request))


class MFAAdapter(DefaultMFAAdapter):
    """The secret of a second factor lies encrypted under the platform's key, bound to the person whose row it is: a
    person has one row of each type, so a secret that was copied to another row opens nothing."""

    error_messages: ClassVar = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "The code is not right, or it has been used. Wait for the next one and try again."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Only a person themselves, signed in, sets up a second factor."""
        place = second_factor.place_of(context.request.user.pk)
        return base64.b64encode(seal(text, key=settings.KEYS.encryption[0], place=place)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        place = second_factor.place_of(second_factor.owner_of(encrypted_text))
        return unseal(base64.b64decode(encrypted_text), keys=settings.KEYS.encryption, place=place)


def refused(request: HttpRequest, reason: Reason) -> HttpResponse:
    return render(request, "access/refused.html", {"reason": reason.value}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """The provider did not answer as it should, or the person turned back."""
    return render(request, "access/oidc_failed.html", status=401)
