"""A security key as allauth keeps one: nothing can sign with it, and pages that name it work."""

import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.mfa.models import Authenticator
from fido2.cose import ES256
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

ITS_ID = b"hers"


def key_for(user: Any) -> Authenticator:
    """This person has a security key."""
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "hers", "credential": _credential()})


def _credential() -> dict[str, Any]:
    public = ES256({1: 2, 3: -7, -1: 1, -2: bytes(32), -3: bytes(32)})
    key = AttestedCredentialData.create(bytes(16), ITS_ID, public)
    told = AuthenticatorData.create(sha256(b"testserver").digest(), 0x41, 0, key)
    said = json.dumps({"type": "webauthn.create", "challenge": "AA", "origin": "https://testserver"}).encode()
    response = {
        "clientDataJSON": _as_text(said),
        "attestationObject": _as_text(AttestationObject.create("none", told, {})),
    }
    return {"id": _as_text(ITS_ID), "rawId": _as_text(ITS_ID), "type": "public-key", "response": response}


def _as_text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
