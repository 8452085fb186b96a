"""The people whom one may be in demo, in the order in which they are offered."""

from samspor.access.models import Membership, User
from samspor.base.dates import today

CAST = (
    "anna", "bo", "carl", "kirsten", "lars", "dorte", "eva", "freja", "gitte", "henrik", "ida", "jens",
)  # fmt: skip


def offered() -> list[tuple[User, Membership | None]]:
    """Those of the cast who exist in this database, each with what they are."""
    users = {user.username: user for user in User.objects.filter(username__in=CAST, is_active=True)}
    held = Membership.objects.valid_on(today()).filter(user__username__in=CAST).select_related("unit", "user")
    first = {m.user_id: m for m in reversed(held)}
    return [(users[name], first.get(users[name].pk)) for name in CAST if name in users]
