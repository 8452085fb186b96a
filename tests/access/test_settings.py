"""A production site that is not safe does not start, and says in one sentence what is missing."""

import base64
import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from samspor.access.keys import DEMO_KEY, demo_keys, new_keys

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[2]


def fit() -> dict[str, str]:
    """An environment in which production starts."""
    keys = dict(line.split("=", 1) for line in new_keys().splitlines())
    return {
        **keys,
        "SAMSPOR_MODE": "production",
        "SAMSPOR_HOSTS": "samspor.example.dk",
        "SAMSPOR_PG_NAME": "samspor",
    }


def settings(**changed: str | None) -> dict[str, Any]:
    """The settings as they come out of an environment: read anew, in this process."""
    words = {name: value for name, value in {**fit(), **changed}.items() if value is not None}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("SAMSPOR_")]:
            patch.delenv(name)
        for name, value in words.items():
            patch.setenv(name, value)
        return runpy.run_path(str(ROOT / "src" / "samspor" / "settings.py"))


def start(**changed: str) -> subprocess.CompletedProcess[str]:
    """A site that is really started, as far as its settings."""
    outer = {name: value for name, value in os.environ.items() if not name.startswith("SAMSPOR_")}
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "samspor", "check"],
        env={**outer, **fit(), **changed},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
    )


def test_a_fit_environment_starts():
    run = start()
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("changed", [{"SAMSPOR_DEBUG": "1"}, {"SAMSPOR_SECRET_KEY": DEMO_KEY}])
def test_an_unsafe_one_ends_with_the_sentence(changed):
    run = start(**changed)
    assert run.returncode != 0
    assert next(iter(changed)) in run.stderr.strip().splitlines()[-1]


def test_production_is_careful():
    found = settings()
    assert not found["DEBUG"]
    assert not found["DEMO"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["CSRF_USE_SESSIONS"]
    assert found["SECOND_FACTOR"]


def test_production_is_what_it_is_when_nobody_says():
    assert settings(SAMSPOR_MODE=None)["PRODUCTION"]


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
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)):
        settings(**changed)


@pytest.mark.parametrize("name", ["SAMSPOR_SECRET_KEY", "SAMSPOR_ENCRYPTION_KEYS", "SAMSPOR_LOG_KEYS"])
def test_no_refusal_prints_a_key(name):
    secret = "A" * 20 + "hemmelig"
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings(**{name: secret})
    assert secret not in str(refusal.value)


def test_a_second_factor_cannot_be_switched_off_in_production():
    assert settings(SAMSPOR_SECOND_FACTOR="0")["SECOND_FACTOR"]


def test_demo_sign_in_does_not_exist_in_production():
    assert not settings(SAMSPOR_DEMO="1")["DEMO"]


def test_demo_starts_with_nothing_at_all():
    bare = dict.fromkeys(fit())
    assert settings(**{**bare, "SAMSPOR_MODE": "demo"})["DEMO"]
