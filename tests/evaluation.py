"""What the tests of runs, study folders and register deliveries share: days, files as they are sent, a page as it is
read."""

import csv
import io
import re
from datetime import UTC, date, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
START = date(2023, 6, 1)
QUARTER = date(2025, 12, 31)
ASK = "/runs/ask/ips-syddanmark/"
QUESTION = {"through": "2025-12-31", "definition": "programme", "comparison": "none"}
LIST = "/runs/deliveries/ips-syddanmark/"
UPLOAD = f"{LIST}upload/"
HEADING = ["system", "value", "state", "from", "to", "minutes_week", "employer", "occupation"]
MAPPING = {"rung_0": "ordinary_employment", "rung_1": "none"}


def words(response: Any) -> str:
    """The text of the page as it is read."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()).replace("\xa0", " ")


def number(n: int) -> str:
    return f"61019{n:05}"


def rows(people: int = 40) -> list[list[object]]:
    """Everybody has a benefit; every other came into work, half of these into a shop. Ten of forty are unknown in the
    programme."""
    benefit = [["cpr", number(n), "y_761", "2023-01-01", "", "", "", ""] for n in range(people)]
    work = [
        ["cpr", number(n), "job", "2024-02-01", "2025-02-01", 900, f"9100000{n % 3}", "" if n % 4 else "5223"]
        for n in range(0, people, 2)
    ]
    return benefit + work


def sheet(rows: list[list[object]], heading: list[str] = HEADING) -> SimpleUploadedFile:
    out = io.StringIO()
    csv.writer(out).writerows([heading, *rows])
    return SimpleUploadedFile("x.csv", out.getvalue().encode())


def send(client: Client, spells: Any = None, through: str = "31-12-2025", **more: Any) -> Any:
    return client.post(UPLOAD, {"through": through, "spells": spells or sheet(rows()), **more})
