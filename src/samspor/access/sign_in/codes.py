"""The forms in which a code of the second factor is typed; guesses are counted like guesses at a password."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspor.access.encryption import keyed_hash
from samspor.access.sign_in import throttle
from samspor.base.dates import now

CODE_LIVES = 120
"""Seconds within which a code of an app could work: its own half minute, the one before and the one after."""


class CodeField(forms.CharField):
    """Six digits from an app, or a recovery code."""

    def __init__(self) -> None:
        words = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-char-11"}
        super().__init__(label=_("Code"), max_length=20, widget=forms.TextInput(attrs=words))


class SecondFactor(AuthenticateForm):
    """The second step of signing in."""

    code = CodeField()

    def clean_code(self) -> str:
        word = f"code|{self.user.username}"
        if not throttle.may_try(context.request, word):
            throttle.count_failure(context.request, word)
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            return self._use_up(super().clean_code())
        except ValidationError:
            throttle.count_failure(context.request, word)
            throttle.record_failure(self.user.username, "second_factor")
            raise

    def _use_up(self, code: str) -> str:
        """A code works once, whichever process of the server it comes to."""
        if self.authenticator.type == Authenticator.Type.TOTP:
            digest = keyed_hash(f"code|{self.authenticator.pk}|{code}")
            used = [
                u for u in self.authenticator.data.get("used", []) if u["at"] > now().timestamp() - CODE_LIVES
            ]
            if any(u["code"] == digest for u in used):
                raise get_mfa_adapter().validation_error("incorrect_code")
            self.authenticator.data["used"] = [*used, {"code": digest, "at": now().timestamp()}]
            self.authenticator.save(update_fields=["data"])
        return code


class SecondFactorAgain(ReauthenticateForm):
    """The code once more, before something sensitive."""

    code = CodeField()


class SetUp(ActivateTOTPForm):
    """The first code, which shows that the app has the key."""

    code = CodeField()
