"""The forms in which a code of the second factor is typed; guesses are counted like guesses at a password."""

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samspor.access.sign_in import throttle


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
            return super().clean_code()
        except ValidationError:
            throttle.count_failure(context.request, word)
            throttle.record_failure(self.user.username, "second_factor")
            raise


class SecondFactorAgain(ReauthenticateForm):
    """The code once more, before something sensitive."""

    code = CodeField()


class SetUp(ActivateTOTPForm):
    """The first code, which shows that the app has the key."""

    code = CodeField()
