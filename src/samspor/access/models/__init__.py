"""Who exists, who works where as what, what was kept while a session was locked, and the log of every look."""

from samspor.access.models.drafts import Draft
from samspor.access.models.log import AuditBatch, AuditEvent
from samspor.access.models.organisation import ActsFor, Authority, Dated, DatedQuerySet, Unit
from samspor.access.models.users import Membership, User

__all__ = [
    "ActsFor",
    "AuditBatch",
    "AuditEvent",
    "Authority",
    "Dated",
    "DatedQuerySet",
    "Draft",
    "Membership",
    "Unit",
    "User",
]
