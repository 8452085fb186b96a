"""The pages of the organisation, taken in by the urls of access."""

from django.urls import path

from samspor.access.organisation.views import people, seen, units

urlpatterns = [
    path("", seen.organisation, name="organisation"),
    path("authorities/", seen.authorities, name="authorities"),
    path("authorities/<int:authority_id>/", seen.authority, name="authority"),
    path("reviewer/", units.reviewer, name="reviewer"),
    path("mandates/new/", units.mandate, name="mandate"),
    path("mandates/<int:mandate_id>/end/", units.end_mandate, name="end_mandate"),
    path("units/new/", units.create_unit, name="create_unit"),
    path("units/<int:unit_id>/", seen.unit, name="unit"),
    path("units/<int:unit_id>/change/", units.change_unit, name="change_unit"),
    path("people/", seen.users, name="users"),
    path("people/new/", people.create_user, name="create_user"),
    path("people/<int:user_id>/", seen.user, name="user"),
    path("people/<int:user_id>/change/", people.change_user, name="change_user"),
    path("people/<int:user_id>/link/", people.invite, name="invite"),
    path("people/<int:user_id>/second-factor/", people.forget_second_factor, name="forget_second_factor"),
    path("people/<int:user_id>/roles/new/", people.join, name="join"),
    path("roles/<int:membership_id>/end/", people.leave, name="leave"),
]
