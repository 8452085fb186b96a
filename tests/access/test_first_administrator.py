"""How an authority begins: one command, one administrator."""

import pytest
from django.core.management import CommandError, call_command

from samspor.access.models import User
from samspor.access.reference import load_organisation
from samspor.base.dates import today


def test_the_first_administrator_of_an_authority(db, capsys, client):
    load_organisation()
    call_command("first_administrator", "0461", "jens", "Jens Hede")
    link = capsys.readouterr().out.split()[-1]
    assert client.get(link, follow=True).status_code == 200
    [membership] = User.objects.get(username="jens").memberships_on(today())
    assert str(membership.unit.authority) == "Odense"
    with pytest.raises(CommandError):
        call_command("first_administrator", "0461", "bo", "Bo Lund")
    with pytest.raises(CommandError):
        call_command("first_administrator", "9999", "bo", "Bo Lund")
    with pytest.raises(CommandError, match=r"optaget|taken"):
        call_command("first_administrator", "0410", "jens", "Jens Holm")
