"""Local accounts: user name or e-mail, and a password. The same answer and work for known and unknown."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from samspor.access.models import User
from samspor.access.sign_in import throttle

LONGEST_PASSWORD = 256


class LocalBackend(ModelBackend):
    """Checks a password with exactly one run of the password hasher, whoever is asked for."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if not username or not password:
            return None
        user = called(username)
        if user is None:
            User().set_password(password)
            return None
        if user.check_password(password) and self.user_can_authenticate(user):
            return user
        return None


def called(word: str) -> User | None:
    """The one user of that user name or e-mail, by one query; an e-mail that two share is nobody's."""
    word = word.strip().lower()
    found = list(User.objects.filter(Q(username=word) | Q(email__iexact=word)))
    found = [user for user in found if user.username == word] or found
    return found[0] if len(found) == 1 else None


class SignIn(forms.Form):
    """User name or e-mail, and password."""

    login = forms.CharField(
        label=_("User name or e-mail"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST_PASSWORD,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        words = super().clean() or self.cleaned_data
        if "login" in words and "password" in words:
            found = authenticate(self.request, username=words["login"], password=words["password"])
            self.user = found if isinstance(found, User) else None
            if self.user is None:
                throttle.record_failure(words["login"])
                raise forms.ValidationError(_("User name and password do not match."), code="mismatch")
        return words
