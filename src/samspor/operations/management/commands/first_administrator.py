"""`samspor first-administrator`: how an authority begins, with one unit and one who may make the rest."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samspor.access.actions import SYSTEM, Refused
from samspor.access.models import Authority, User
from samspor.access.organisation import actions
from samspor.access.roles import Role
from samspor.base.dates import now, today


class Command(BaseCommand):
    help = "Make an authority's first unit and administrator, and show the link where a password is chosen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("authority", help="the authority's code, for example 0461")
        parser.add_argument("username")
        parser.add_argument("name")
        parser.add_argument("--unit", default="Administration", help="name of the unit; its code is 'office'")

    def handle(self, *args: Any, **options: Any) -> None:
        found = Authority.objects.valid_on(today()).filter(code=options["authority"])
        if len(found) != 1:
            raise CommandError("No such authority, or several. Run `samspor load-reference` first.")
        if User.objects.filter(
            memberships__unit__authority=found[0], memberships__role=Role.ADMINISTRATOR
        ).exists():
            raise CommandError("The authority has an administrator, who makes the next one on the pages.")
        at = now()
        try:
            unit = actions.create_unit(
                found[0],
                by=SYSTEM,
                at=at,
                code="office",
                kind="office",
                name=options["unit"],
                valid_from=today(),
            )
            user = actions.create_user(
                unit, by=SYSTEM, at=at, username=options["username"], name=options["name"],
                role=Role.ADMINISTRATOR.value, valid_from=today(),
            )  # fmt: skip
            link = actions.invite(user, by=SYSTEM, at=at)
        except Refused as refused:
            raise CommandError(str(refused.sentence)) from None
        self.stdout.write(
            f"{user} is administrator of {found[0]}. The password is chosen here, once, within a day:\n{link}"
        )
