"""Text that somebody had typed when the session locked: kept for that person alone, encrypted, for a day."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samspor.access.encryption import EncryptedTextField
from samspor.access.models.users import User

PATH_LENGTH = 300


class DraftQuerySet(models.QuerySet["Draft"]):
    """Drafts are reached through their owner, never by their key alone."""

    def of(self, user_id: int, *, at: datetime) -> "DraftQuerySet":
        """What one person has typed and not yet sent, newest first."""
        return self.filter(user_id=user_id, kept_at__gt=at - timedelta(hours=settings.DRAFT_HOURS)).order_by(
            "-kept_at"
        )

    def out_of_date(self, at: datetime) -> "DraftQuerySet":
        return self.filter(kept_at__lte=at - timedelta(hours=settings.DRAFT_HOURS))


class Draft(models.Model):
    """What stood in one form: `path` is where the form is sent, `page` is where the person sat."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="drafts")
    path = models.CharField(_("sent to"), max_length=PATH_LENGTH)
    page = models.CharField(_("page"), max_length=PATH_LENGTH)
    words = EncryptedTextField(_("what was typed"))
    kept_at = models.DateTimeField(_("kept at"))
    shown_at = models.DateTimeField(_("shown again at"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept text")
        verbose_name_plural = _("kept texts")
        indexes = [models.Index(fields=["user", "path", "-kept_at"], name="access_draft_by_owner")]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"
