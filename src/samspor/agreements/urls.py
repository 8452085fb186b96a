"""The pages of programmes and local agreements."""

from django.urls import path

from samspor.agreements.views import agreements, programmes

app_name = "agreements"
urlpatterns = [
    path("programmes/", programmes.programmes, name="programmes"),
    path("programmes/new/", programmes.create_programme, name="create_programme"),
    path("programmes/<int:programme_id>/", programmes.programme, name="programme"),
    path("programmes/<int:programme_id>/change/", programmes.change_programme, name="change_programme"),
    path("programmes/<int:programme_id>/agreements/new/", agreements.create, name="create"),
    path("agreements/", agreements.agreements, name="list"),
    path("agreements/<int:agreement_id>/", agreements.agreement, name="show"),
    path("agreements/<int:agreement_id>/change/", agreements.change, name="change"),
    path("agreements/<int:agreement_id>/move/<slug:stage>/", agreements.move, name="move"),
]
