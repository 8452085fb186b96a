"""The pages that belong to no room."""

from django.urls import path

from samspor.base import views

app_name = "base"

urlpatterns = [
    path("language/", views.language, name="language"),
    path("style/", views.style, name="style"),
]
