"""The pages of candidates' records. No address carries a name, a number or a search."""

from django.urls import path

from samspor.people.views import lists, records, staff

app_name = "people"
urlpatterns = [
    path("", lists.people, name="list"),
    path("search/", lists.search, name="search"),
    path("search/<str:token>/", lists.found, name="found"),
    path("new/", records.create, name="create"),
    path("<uuid:person_id>/", records.record, name="show"),
    path("<uuid:person_id>/change/", records.change, name="change"),
    path("<uuid:person_id>/name/", records.names, name="names"),
    path("<uuid:person_id>/numbers/new/", records.add_number, name="add_number"),
    path("<uuid:person_id>/numbers/<uuid:identifier_id>/", records.number, name="number"),
    path(
        "<uuid:person_id>/numbers/<uuid:identifier_id>/correct/",
        records.correct_number,
        name="correct_number",
    ),
    path("<uuid:person_id>/restrict/", staff.restrict, name="restrict"),
    path("<uuid:person_id>/restrict/lift/", staff.lift, name="lift"),
    path("<uuid:person_id>/staff/new/", staff.name, name="name"),
    path("<uuid:person_id>/staff/<uuid:access_id>/end/", staff.unname, name="unname"),
]
