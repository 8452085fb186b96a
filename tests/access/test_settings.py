"""A production site that is not safe does not start, and says in one sentence what is missing."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from samspor.access.keys import DEMO_KEY, demo_keys, new_keys

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[2]
SHOW = "from django.conf import settings as s; s.MIDDLEWARE; print({0})"


def fit() -> dict[str, str]:
    """An environment in which production starts."""
    keys = dict(line.split("=", 1) for line in new_keys().splitlines())
    return {
        **keys,
        "SAMSPOR_MODE": "production",
        "SAMSPOR_HOSTS": "samspor.example.dk",
        "SAMSPOR_PG_NAME": "samspor",
    }


def start(show: str = "'up'", **changed: str | None) -> subprocess.CompletedProcess[str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("SAMSPOR_")}
    words = {name: value for name, value in {**fit(), **changed}.items() if value is not None}
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", SHOW.format(show)],
        env={**outer, **words, "DJANGO_SETTINGS_MODULE": "samspor.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )


def test_a_fit_environment_starts():
    run = start("s.DEBUG, s.DEMO, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0")
    assert run.stdout.strip() == "False False True True True", run.stderr


def test_production_is_what_it_is_when_nobody_says():
    assert start("s.PRODUCTION", SAMSPOR_MODE=None).stdout.strip() == "True"


DEMO_ENCRYPTION = f"k1:{base64.b64encode(demo_keys('encryption')[0].secret).decode()}"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SAMSPOR_MODE": "produktion"}, "SAMSPOR_MODE is one of: demo, test, production."),
        ({"SAMSPOR_DEBUG": "1"}, "SAMSPOR_DEBUG must be off in production"),
        ({"SAMSPOR_SECRET_KEY": None}, "SAMSPOR_SECRET_KEY must be a random key"),
        ({"SAMSPOR_SECRET_KEY": "kort"}, "SAMSPOR_SECRET_KEY must be a random key"),
        ({"SAMSPOR_SECRET_KEY": DEMO_KEY}, "SAMSPOR_SECRET_KEY must be a random key"),
        ({"SAMSPOR_ENCRYPTION_KEYS": None}, "SAMSPOR_ENCRYPTION_KEYS is missing"),
        ({"SAMSPOR_INDEX_KEYS": None}, "SAMSPOR_INDEX_KEYS is missing"),
        ({"SAMSPOR_LOG_KEYS": None}, "SAMSPOR_LOG_KEYS is missing"),
        ({"SAMSPOR_ENCRYPTION_KEYS": DEMO_ENCRYPTION}, "SAMSPOR_ENCRYPTION_KEYS holds the demo key"),
        ({"SAMSPOR_ENCRYPTION_KEYS": "k1:for-kort"}, "SAMSPOR_ENCRYPTION_KEYS"),
        ({"SAMSPOR_HOSTS": None}, "SAMSPOR_HOSTS must name"),
        ({"SAMSPOR_HOSTS": " "}, "SAMSPOR_HOSTS must name"),
        ({"SAMSPOR_HOSTS": "*"}, "SAMSPOR_HOSTS must name"),
        ({"SAMSPOR_PG_NAME": None}, "SAMSPOR_PG_NAME must name a PostgreSQL database"),
        ({"SAMSPOR_OIDC": "odense"}, "SAMSPOR_OIDC_ODENSE_SERVER is missing"),
    ],
)
def test_what_is_missing_or_unsafe_stops_the_start(changed, sentence):
    run = start(**changed)
    assert run.returncode != 0
    last = run.stderr.strip().splitlines()[-1]
    assert last.startswith("django.core.exceptions.ImproperlyConfigured: ")
    assert sentence in last


@pytest.mark.parametrize("name", ["SAMSPOR_SECRET_KEY", "SAMSPOR_ENCRYPTION_KEYS", "SAMSPOR_LOG_KEYS"])
def test_no_refusal_prints_a_key(name):
    secret = "A" * 20 + "hemmelig"
    run = start(**{name: secret})
    assert run.returncode != 0
    assert secret not in run.stderr.splitlines()[-1]


def test_a_second_factor_cannot_be_switched_off_in_production():
    assert start("s.SECOND_FACTOR", SAMSPOR_SECOND_FACTOR="0").stdout.strip() == "True"


def test_demo_sign_in_does_not_exist_in_production():
    assert start("s.DEMO", SAMSPOR_DEMO="1").stdout.strip() == "False"


def test_demo_starts_with_nothing_at_all():
    bare = dict.fromkeys(fit())
    assert start("s.DEMO", **{**bare, "SAMSPOR_MODE": "demo"}).stdout.strip() == "True"
