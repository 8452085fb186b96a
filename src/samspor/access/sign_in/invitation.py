"""How a local account begins, and begins again: a link for one use, handed over by the administrator in person.

There is no password by e-mail, so nobody can ask the site whether somebody has an account.
"""

from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.urls import reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from samspor.access import audit
from samspor.access.models import User
from samspor.base.dates import now


def link_for(user: User) -> str:
    """The address where this person chooses a password. It works once and for a day."""
    words = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    audit.record("sign_in.invited", at=now(), user=None, thing=user)
    return reverse("access:new_password", kwargs=words)


def forget_second_factor(user: User) -> None:
    """The phone is lost: the next sign-in sets up a new one."""
    Authenticator.objects.filter(user=user).delete()
    audit.record("sign_in.second_factor_forgotten", at=now(), user=None, thing=user)


class NewPassword(PasswordResetConfirmView):
    """Chooses a password with a link. Signs nobody in: that is done at the entrance, with the second factor."""

    template_name = "access/new_password.html"
    success_url = reverse_lazy("access:sign_in")
