"""The second factor: who must have one, and that whoever lacks it gets nowhere but to where it is set up."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from samspor.access.encryption import CannotOpen
from samspor.access.models import User
from samspor.access.sign_in.session import NEEDS_SECOND_FACTOR

OPEN = frozenset(
    {
        "mfa_activate_totp", "mfa_view_recovery_codes", "account_reauthenticate", "mfa_reauthenticate",
        "access:keep", "access:locked", "access:sign_out",
    }
)  # fmt: skip
"""The pages one reaches before the second factor is set up."""


def has_one(user: Any) -> bool:
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def is_missing(user: User, way: str) -> bool:
    """A local account needs one in production; an OIDC provider has vouched for its own."""
    return bool(settings.SECOND_FACTOR) and way == "local" and not has_one(user)


def place_of(user_id: int) -> str:
    """What a sealed secret is bound to: table, column, and whose row it is."""
    return f"{Authenticator._meta.db_table}|data|{user_id}"


def owner_of(sealed: str) -> int:
    """Whose row holds the sealed secret. One that stands in two rows was copied and is nobody's."""
    rows = Authenticator.objects.filter(Q(data__secret=sealed) | Q(data__seed=sealed))
    owners = list(rows.values_list("user_id", flat=True)[:2])
    if len(owners) != 1:
        raise CannotOpen("The secret of a second factor stands in no row, or in two.")
    return owners[0]


class SecondFactorMiddleware:
    """Leads a local user without a second factor to set it up, from every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or NEEDS_SECOND_FACTOR not in request.session:
            return None
        at = request.resolver_match.view_name if request.resolver_match else ""
        return None if at in OPEN else redirect("mfa_activate_totp")
