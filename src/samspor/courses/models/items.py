"""Whose the items of a course are: to change, share or end. What of the other side's may be read: `disclosed_to`."""

from datetime import date

from django.db.models import Q

from samspor.access.models import Membership
from samspor.access.roles import Role
from samspor.courses.models.courses import Course
from samspor.sharing.models import ItemQuerySet


class CourseItems(ItemQuerySet):
    def within(self, membership: Membership, on: date) -> Q:
        """Written by one's own unit, in a course to which one is assigned."""
        if membership.role not in {Role.SPECIALIST, Role.CLINICIAN}:
            return Q(pk__in=[])
        courses = Course.objects.filter(Course.objects.all().within(membership, on))
        return Q(owner_unit=membership.unit_id, course__in=courses)
