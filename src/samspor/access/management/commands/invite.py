"""`samspor invite anna --name … --role … --authority … --unit …`: a local account and the link to its password."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from samspor.access.models import Authority, Membership, Unit, User
from samspor.access.roles import UNITLESS, Role
from samspor.access.sign_in import invitation
from samspor.base.dates import today


class Command(BaseCommand):
    help = "Make a local account if there is none, and print the link where its owner chooses a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", help="the person's name; needed for a new account")
        parser.add_argument("--role", choices=Role.values, help="a role to give from today")
        parser.add_argument("--authority", help="code of the authority that the unit belongs to")
        parser.add_argument("--unit", help="code of the unit in which the role is held")
        parser.add_argument("--lost-phone", action="store_true", help="forget the second factor")

    def handle(self, *args: Any, **options: Any) -> None:
        user = self.user(options["username"].strip().lower(), options["name"])
        if options["role"]:
            self.give(user, Role(options["role"]), options["authority"], options["unit"])
        if options["lost_phone"]:
            invitation.forget_second_factor(user)
        self.stdout.write(f"Hand this over in person. It works once, for a day:\n{invitation.link_for(user)}")

    def user(self, username: str, name: str | None) -> User:
        if known := User.objects.filter(username=username).first():
            return known
        if not name:
            raise CommandError(f"There is no user {username}. Give --name to make one.")
        return User.objects.create_user(username, name=name)

    def give(self, user: User, role: Role, authority: str | None, unit: str | None) -> None:
        place = None if role in UNITLESS else self.place(authority, unit)
        held = Membership.objects.valid_on(today()).filter(user=user, role=role, unit=place)
        if not held.exists():
            Membership.objects.create(user=user, role=role, unit=place, valid_from=today())

    def place(self, authority: str | None, unit: str | None) -> Unit:
        places = Unit.objects.valid_on(today()).filter(authority__code=authority, code=unit)
        if (found := places.first()) is None:
            known = Authority.objects.filter(code=authority).exists()
            raise CommandError("There is no such unit." if known else "There is no such authority.")
        return found
