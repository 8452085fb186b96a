"""Which keys a site starts with, and which stop it."""

import base64
import hashlib
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from samspor.access.keys import DEMO_KEY, Keyring, demo_keys, new_keys

pytestmark = pytest.mark.one_database


def secret(word: str) -> str:
    return base64.b64encode(hashlib.sha256(word.encode()).digest()).decode()


GOOD = {"encryption": f"e1:{secret('a')}", "index": f"i1:{secret('b')}", "log": f"l1:{secret('c')}"}


def test_the_first_key_is_current_and_the_others_only_read():
    ring = Keyring.from_environment(**{**GOOD, "log": f"l2:{secret('d')}, l1:{secret('c')}"}, demo=False)
    assert [key.id for key in ring.log] == ["l2", "l1"]
    assert ring.log[1].secret == hashlib.sha256(b"c").digest()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"log": ""}, "SAMSPOR_LOG_KEYS is missing"),
        ({"log": "  "}, "SAMSPOR_LOG_KEYS is missing"),
        ({"index": secret("b")}, "must read id:base64key"),
        ({"index": f"Ø:{secret('b')}"}, "must read id:base64key"),
        ({"index": f"{'i' * 17}:{secret('b')}"}, "must read id:base64key"),
        ({"index": "i1:not base64!"}, "not valid base64"),
        ({"index": "i1:" + base64.b64encode(b"short").decode()}, "not 32 bytes"),
        ({"index": "i1:" + base64.b64encode(bytes(32)).decode()}, "not random"),
        ({"index": f"i1:{secret('b')},"}, "must read id:base64key"),
        ({"index": f"i1:{secret('b')},i1:{secret('d')}"}, "one key id twice"),
        ({"index": f"i1:{secret('b')},i2:{secret('b')}"}, "no key has two uses"),
        ({"index": f"i1:{secret('a')}"}, "also used in SAMSPOR_ENCRYPTION_KEYS"),
        ({"log": f"l1:{secret('c')},l0:{secret('b')}"}, "also used in SAMSPOR_INDEX_KEYS"),
        ({"encryption": "e1:" + base64.b64encode(demo_keys("encryption")[0].secret).decode()}, "demo key"),
        ({"log": "l1:" + base64.b64encode(demo_keys("index")[0].secret).decode()}, "demo key"),
    ],
)
def test_a_production_site_does_not_start_with_unfit_keys(given, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as refused:
        Keyring.from_environment(**{**GOOD, **given}, demo=False)
    assert not any(secret(word) in str(refused.value) for word in "abcd"), "a key stands in the message"


def test_demo_and_test_have_keys_of_their_own_unless_given():
    ring = Keyring.from_environment(encryption="", index="", log="", demo=True)
    assert len({ring.encryption[0].secret, ring.index[0].secret, ring.log[0].secret}) == 3
    assert Keyring.from_environment(**GOOD, demo=True).index[0].id == "i1"


def test_a_keyring_never_shows_its_keys():
    ring = Keyring.from_environment(**GOOD, demo=False)
    assert repr(ring).count("Key(") == 3
    assert repr(ring.log[0].secret) not in repr(ring)


def test_new_keys_are_fit_for_production_and_never_the_same():
    first, second = (dict(line.split("=", 1) for line in new_keys().splitlines()) for _ in range(2))
    assert not set(first.values()) & set(second.values())
    sets = {purpose: first[f"SAMSPOR_{purpose.upper()}_KEYS"] for purpose in GOOD}
    Keyring.from_environment(**sets, demo=False)
    assert len(first["SAMSPOR_SECRET_KEY"]) >= 50
    assert first["SAMSPOR_SECRET_KEY"] != DEMO_KEY


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"SAMSPOR_LOG_KEYS": ""}, "SAMSPOR_LOG_KEYS is missing"),
        ({"SAMSPOR_SECRET_KEY": DEMO_KEY}, "SAMSPOR_SECRET_KEY must be a random key"),
        ({"SAMSPOR_SECRET_KEY": ""}, "SAMSPOR_SECRET_KEY must be a random key"),
        ({"SAMSPOR_DEBUG": "1"}, "SAMSPOR_DEBUG must be off"),
        ({"SAMSPOR_HOSTS": ""}, "SAMSPOR_HOSTS must name"),
        ({"SAMSPOR_PG_NAME": ""}, "SAMSPOR_PG_NAME must name"),
    ],
)
def test_the_site_itself_refuses_to_start_and_says_why(changed, sentence):
    keys = dict(line.split("=", 1) for line in new_keys().splitlines())
    rest = {"SAMSPOR_MODE": "production", "SAMSPOR_HOSTS": "samspor.example.dk", "SAMSPOR_PG_NAME": "samspor"}
    plain = {name: value for name, value in os.environ.items() if not name.startswith("SAMSPOR_")}
    words = [sys.executable, "-m", "samspor", "check"]
    site = subprocess.run(words, env={**plain, **keys, **rest, **changed}, capture_output=True, text=True)
    assert site.returncode != 0
    assert sentence in site.stderr
    assert "Traceback" not in site.stderr
