"""Keyrings for tests: the same word always names the same key."""

import hashlib

from samspor.access.keys import Key, Keyring


def key(word: str) -> Key:
    return Key(word, hashlib.sha256(f"test|{word}".encode()).digest())


def ring(encryption: str = "e1", index: str = "i1", log: str = "l1") -> Keyring:
    """`ring(encryption="new old")`: the first of each is current."""
    sets = (tuple(key(word) for word in words.split()) for words in (encryption, index, log))
    return Keyring(*sets)
