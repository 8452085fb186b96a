"""The pages of this room: the way into a course, the lists, the course, what is written in it, the candidate's own."""

from django.urls import URLPattern, path

from samspor.courses.views import (
    accept,
    assignments,
    contacts,
    courses,
    deeds,
    engagements,
    lists,
    moves,
    my_sharing,
    own,
    referrals,
)

app_name = "courses"

way_in: list[URLPattern] = [
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/from/<uuid:person_id>/", referrals.refer, name="refer"),
    path("referrals/propose/<uuid:person_id>/", referrals.propose, name="propose"),
    path("referrals/<uuid:referral_id>/", referrals.referral, name="referral"),
    path("referrals/<uuid:referral_id>/change/", referrals.change_referral, name="change_referral"),
    path("referrals/<uuid:referral_id>/send/", referrals.send_referral, name="send_referral"),
    path("referrals/<uuid:referral_id>/withdraw/", referrals.withdraw_referral, name="withdraw_referral"),
    path("referrals/<uuid:referral_id>/accept/", accept.accept_referral, name="accept_referral"),
    path("referrals/<uuid:referral_id>/decline/", referrals.decline_referral, name="decline_referral"),
]
listed: list[URLPattern] = [
    path("courses/", lists.courses, name="list"),
    path("courses/unit/", lists.unit, name="unit"),
    path("courses/unit/<uuid:course_id>/cover/", assignments.cover, name="cover"),
    path("courses/unit/<uuid:course_id>/assign/", assignments.assign, name="assign"),
    path("courses/unit/<uuid:course_id>/move/", moves.move_exchange, name="move_exchange"),
]
the_course: list[URLPattern] = [
    path("courses/<uuid:course_id>/", courses.course, name="show"),
    path("courses/<uuid:course_id>/timeline/", courses.timeline, name="timeline"),
    path("courses/<uuid:course_id>/jobs/", courses.jobs, name="jobs"),
    path("courses/<uuid:course_id>/notes/", courses.notes, name="notes"),
    path("courses/<uuid:course_id>/at-start/", courses.at_start, name="at_start"),
    path("courses/<uuid:course_id>/start/", deeds.start, name="start"),
    path("courses/<uuid:course_id>/change/", deeds.change, name="change"),
    path("courses/<uuid:course_id>/pause/", deeds.pause, name="pause"),
    path("courses/<uuid:course_id>/end-pause/", deeds.end_pause, name="end_pause"),
    path("courses/<uuid:course_id>/close/", deeds.close, name="close"),
    path("courses/<uuid:course_id>/reopen/", deeds.reopen, name="reopen"),
]
written: list[URLPattern] = [
    path("courses/<uuid:course_id>/contact/", contacts.write_contact, name="write_contact"),
    path("courses/<uuid:course_id>/note/", contacts.write_note, name="write_note"),
    path("courses/<uuid:course_id>/job/", engagements.start_job, name="start_job"),
    path("courses/contacts/<uuid:contact_id>/", contacts.change_contact, name="change_contact"),
    path("courses/notes/<uuid:note_id>/", contacts.change_note, name="change_note"),
    path("courses/jobs/<uuid:job_id>/", engagements.change_job, name="change_job"),
    path("courses/jobs/<uuid:job_id>/hours/", engagements.change_hours, name="change_hours"),
    path("courses/jobs/<uuid:job_id>/end/", engagements.end_job, name="end_job"),
]

the_candidates_own: list[URLPattern] = [
    path("my-course/", own.my_course, name="my_course"),
    path("my-course/sharing/", my_sharing.my_sharing, name="my_sharing"),
    path("my-course/sharing/give/<int:unit_id>/", my_sharing.give, name="my_give"),
    path("my-course/sharing/<uuid:consent_id>/", my_sharing.stop, name="my_stop"),
    path("my-course/looks/", own.my_looks, name="my_looks"),
    path("my-course/corrections/", own.my_corrections, name="my_corrections"),
    path("courses/corrections/<uuid:correction_id>/", own.answer_correction, name="answer_correction"),
    path("courses/<uuid:course_id>/sign-in/", own.invite_candidate, name="invite_candidate"),
    path("looks/", own.flagged_looks, name="flagged_looks"),
]

urlpatterns: list[URLPattern] = [*way_in, *listed, *the_course, *written, *the_candidates_own]
