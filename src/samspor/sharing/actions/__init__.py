"""What people do about sharing: give and withdraw consent, record treatment, release items, decide in a review."""

from samspor.sharing.actions.releases import release_item, take_back_release

__all__ = ["release_item", "take_back_release"]
