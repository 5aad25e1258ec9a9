"""Signatures: who has the key, and nobody else, can have made a seal. Ed25519 (RFC 8032)."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from django.conf import settings

from querylog.errors import PorticoError


class NoKey(PorticoError):
    """The file that should hold a key doesn't."""


def sign(hashed: bytes) -> bytes:
    """The signature of a seal's hash; nothing where the portal has no key."""
    if not settings.SEAL_KEY_FILE:
        return b""
    return _private_key(settings.SEAL_KEY_FILE).sign(hashed)


def is_signed(hashed: bytes, signature: bytes, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(signature, hashed)
    except InvalidSignature:
        return False
    return True


def public_key(file: str) -> Ed25519PublicKey:
    """The key in this PEM file; of a private one, its public half. Raises NoKey."""
    raw = _read(file)
    if b"PRIVATE" in raw:
        return _private_key(file).public_key()
    key = _loaded(load_pem_public_key, raw, file)
    if not isinstance(key, Ed25519PublicKey):
        raise NoKey(f"{file} holds another kind of key: Ed25519 is needed.")
    return key


def _private_key(file: str) -> Ed25519PrivateKey:
    key = _loaded(lambda raw: load_pem_private_key(raw, None), _read(file), file)
    if not isinstance(key, Ed25519PrivateKey):
        raise NoKey(f"{file} holds another kind of key. Make one with: openssl genpkey -algorithm ed25519")
    return key


def _loaded(load, raw: bytes, file: str):  # noqa: ANN001, ANN202 - any key that cryptography knows
    try:
        return load(raw)
    except (ValueError, TypeError) as error:
        raise NoKey(f"{file} holds no key that can be read: PEM without a passphrase is needed.") from error


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise NoKey(f"The key of the seals, {file}, can't be read: {error.strerror}.") from error
