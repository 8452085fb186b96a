"""The sign-in page: local accounts, the demo's roles, the way out, and that guessing tells nothing."""

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client

from samspor.access.models import AuditEvent

PASSWORD = "korrekt hest batteri"


class CountedHasher(PBKDF2PasswordHasher):
    """Counts its runs, so that a test sees the work and not the clock."""

    algorithm = "counted"
    iterations = 1
    runs = 0

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        type(self).runs += 1
        return super().encode(password, salt, iterations)


@pytest.fixture
def counted(settings) -> type[CountedHasher]:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    return CountedHasher


@pytest.fixture
def anna(world):
    world.anna.set_password(PASSWORD)
    world.anna.email = "anna@example.dk"
    world.anna.save()
    return world.anna


def attempt(client: Client, login: str, password: str = PASSWORD, **more):
    return client.post("/sign-in/", {"login": login, "password": password, **more})


@pytest.mark.parametrize("login", ["anna", " Anna ", "anna@example.dk", "ANNA@example.dk"])
def test_a_local_account_is_called_by_user_name_or_e_mail(anna, login):
    client = Client()
    response = attempt(client, login)
    assert response.status_code == 302, response.content
    assert response.url == "/"
    assert client.get("/account/").status_code == 200
