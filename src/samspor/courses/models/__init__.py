"""The IPS course: how it came about, who has it, what was done, and what came of it."""

from samspor.courses.models.coming import ComingCourse
from samspor.courses.models.contacts import Contact, Note, NoteVersion
from samspor.courses.models.courses import Assignment, Course, Pause, Reopening, UnitCourse
from samspor.courses.models.engagements import Engagement, HoursChange
from samspor.courses.models.own import Correction, LookFlag
from samspor.courses.models.referrals import AnsweredReferral, Referral

__all__ = [
    "AnsweredReferral",
    "Assignment",
    "ComingCourse",
    "Contact",
    "Correction",
    "Course",
    "Engagement",
    "HoursChange",
    "LookFlag",
    "Note",
    "NoteVersion",
    "Pause",
    "Referral",
    "Reopening",
    "UnitCourse",
]
