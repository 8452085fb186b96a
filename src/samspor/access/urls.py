"""Signing in and out, the locked page, the account."""

from django.urls import include, path

from samspor.access.log.views import log, words
from samspor.access.organisation.urls import urlpatterns as organisation
from samspor.access.sign_in.invitation import NewPassword
from samspor.access.sign_in.views import account, entrance, locked

app_name = "access"
urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-in/as/", entrance.pick, name="pick"),
    path("sign-in/by/<slug:provider_id>/", entrance.oidc, name="oidc"),
    path("sign-in/new/<uidb64>/<token>/", NewPassword.as_view(), name="new_password"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("locked/", locked.locked, name="locked"),
    path("keep/", locked.keep, name="keep"),
    path("account/", account.account, name="account"),
    path("organisation/", include(organisation)),
    path("log/", log, name="log"),
    path("log/<int:number>/words/", words, name="log_words"),
]
