"""The forms of the course and of the way into it, by subject."""

from samspor.courses.forms import contacts, courses, engagements, lists, own, referrals

__all__ = ["contacts", "courses", "engagements", "lists", "own", "referrals"]
