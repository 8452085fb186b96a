"""How long the daily pages take on the server, and how many questions each asks the database."""

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.clock import medians
from samspor.access.models import User

PAGES = [
    ("anna", "/courses/"),
    ("anna", "/people/"),
    ("anna", "/referrals/"),
    ("kirsten", "/courses/"),
    ("dorte", "/courses/unit/"),
    ("freja", "/my-course/"),
    ("freja", "/my-course/looks/"),
    ("eva", "/results/"),
    ("ida", "/log/"),
]


def run() -> Iterator[tuple[str, str]]:
    for name, path in PAGES:
        client = Client()
        client.force_login(User.objects.get(username=name))
        client.get(path)  # the first page of a session writes the session
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path)
        (took,) = medians(lambda c=client, p=path: c.get(p))
        yield f"{path} as {name} ({answer.status_code})", f"{took:8.1f} ms, {len(asked)} queries"
