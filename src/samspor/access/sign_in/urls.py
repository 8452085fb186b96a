"""The few pages of allauth that exist here, under the names by which it knows them; the others do not."""

from allauth.account.views import reauthenticate
from allauth.mfa.base.views import authenticate
from allauth.mfa.base.views import reauthenticate as reauthenticate_by_code
from allauth.mfa.recovery_codes.views import generate_recovery_codes, view_recovery_codes
from allauth.socialaccount.providers.openid_connect.views import callback
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.generic import RedirectView

from samspor.access.sign_in.views.account import SetUpSecondFactor

to_sign_in = login_not_required(RedirectView.as_view(pattern_name="access:sign_in", query_string=True))
to_account = RedirectView.as_view(pattern_name="access:account")

urlpatterns = [
    path("sign-in/start/", to_sign_in, name="account_login"),
    path("sign-in/cancelled/", to_sign_in, name="socialaccount_login_cancelled"),
    path("sign-in/code/", authenticate, name="mfa_authenticate"),
    path("sign-in/by/<slug:provider_id>/back/", callback, name="openid_connect_callback"),
    path("account/again/", reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", reauthenticate_by_code, name="mfa_reauthenticate"),
    path("account/second-factor/", SetUpSecondFactor.as_view(), name="mfa_activate_totp"),
    path("account/second-factor/codes/", view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/devices/", to_account, name="mfa_index"),
]
