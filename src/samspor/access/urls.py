"""Signing in and out, the locked page, the account."""

from django.urls import path

from samspor.access.views import account, locked, sign_in

app_name = "access"
urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/as/", sign_in.pick, name="pick"),
    path("sign-in/by/<slug:provider_id>/", sign_in.oidc, name="oidc"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("locked/", locked.locked, name="locked"),
    path("keep/", locked.keep, name="keep"),
    path("account/", account.account, name="account"),
]
