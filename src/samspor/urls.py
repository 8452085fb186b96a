"""The site as a map."""

from django.urls import include, path

from samspor.courses.views.home import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("samspor.base.urls")),
    path("", include("samspor.access.urls")),
    path("", include("samspor.access.sign_in.urls")),
    path("", include("samspor.agreements.urls")),
    path("people/", include("samspor.people.urls")),
    path("", include("samspor.sharing.urls")),
    path("", include("samspor.courses.urls")),
    path("", include("samspor.reports.urls")),
]

handler400 = "samspor.base.views.bad_request"
handler403 = "samspor.base.views.forbidden"
handler404 = "samspor.base.views.not_found"
handler500 = "samspor.base.views.server_error"
