"""Consent, treatment, the channel between two records, what may be released through it, and its review."""

from samspor.sharing.models.channel import Exchange
from samspor.sharing.models.consents import (
    Consent,
    ConsentCategory,
    ConsentRecipient,
    ConsentText,
    TreatmentPeriod,
)
from samspor.sharing.models.items import Item, ItemQuerySet, item_models
from samspor.sharing.models.reviews import Review, ReviewItem

__all__ = [
    "Consent",
    "ConsentCategory",
    "ConsentRecipient",
    "ConsentText",
    "Exchange",
    "Item",
    "ItemQuerySet",
    "Review",
    "ReviewItem",
    "TreatmentPeriod",
    "item_models",
]
