"""Which single sign-on does the environment describe, and is that enough? Mistakes are sentences."""

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.environment import THIS_MACHINE

SAML_IS_INSTALLED = find_spec("onelogin") is not None
OIDC_NEEDS = ("OIDC_SERVER_URL", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
SAML_NEEDS = ("SAML_ENTITY_ID", "SAML_SIGN_IN_URL", "SAML_CERTIFICATE_FILE")
CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims"
# What providers call these: by OID, as Microsoft does, in plain words.
SAML_ATTRIBUTES = {
    "email": ["urn:oid:0.9.2342.19200300.100.1.3", f"{CLAIMS}/emailaddress", "email", "mail"],
    "email_verified": ["http://schemas.auth0.com/email_verified", "email_verified"],
    "first_name": ["urn:oid:2.5.4.42", f"{CLAIMS}/givenname", "givenName", "firstName"],
    "last_name": ["urn:oid:2.5.4.4", f"{CLAIMS}/surname", "sn", "lastName"],
    "username": ["urn:oid:0.9.2342.19200300.100.1.1", "http://schemas.auth0.com/nickname", "uid", "username"],
}


class SingleSignOnSettings:
    """What the environment says of OpenID Connect and SAML: `providers` for allauth, `problems` for people."""

    def __init__(self, oidc: dict[str, str], saml: dict[str, str]) -> None:
        self.problems: list[str] = []
        self.providers: dict[str, Any] = {"openid_connect": {"provider_class": "portal.access.oidc.OpenID", "APPS": []}}
        oidc = {**oidc, "OIDC_CLIENT_SECRET": oidc["client_secret"] or self._file_of("OIDC_CLIENT_SECRET_FILE", oidc)}
        if self._is_whole(oidc, OIDC_NEEDS) and self._is_safe("OIDC_SERVER_URL", oidc):
            self.providers["openid_connect"]["APPS"] = [_openid_app(oidc)]
        saml = {**saml, "certificate": self._file_of("SAML_CERTIFICATE_FILE", saml)}
        if self._is_whole(saml, SAML_NEEDS) and self._is_safe("SAML_SIGN_IN_URL", saml) and self._can_do_saml():
            self.providers["saml"] = {"APPS": [_saml_app(saml)]}

    def _is_whole(self, given: dict[str, str], needed: tuple[str, ...]) -> bool:
        missing = [name for name in needed if not given[name]]
        if missing and len(missing) < len(needed):
            self.problems.append(f"{' and '.join(missing)} missing: {', '.join(needed)} belong together.")
        return not missing

    def _is_safe(self, name: str, given: dict[str, str]) -> bool:
        address = urlsplit(given[name])
        here = address.scheme == "http" and address.hostname in THIS_MACHINE
        if not here and not (address.scheme == "https" and address.hostname):
            self.problems.append(f"{name} is {given[name]!r}: it should begin with https://.")
            return False
        return True

    def _file_of(self, name: str, given: dict[str, str]) -> str:
        """What stands in the file that this setting names."""
        if not given[name]:
            return ""
        try:
            return Path(given[name]).read_text().strip()
        except (OSError, ValueError) as error:
            self.problems.append(f"{name} can't be read: {error}.")
            return ""

    def _can_do_saml(self) -> bool:
        if not SAML_IS_INSTALLED:
            self.problems.append("SAML is set, but its library is not there: install requirements/saml.txt.")
        return SAML_IS_INSTALLED


def _openid_app(given: dict[str, str]) -> dict[str, Any]:
    return {
        "provider_id": "oidc",
        "name": given["OIDC_NAME"],
        "client_id": given["OIDC_CLIENT_ID"],
        "secret": given["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": given["OIDC_SERVER_URL"].rstrip("/"), "scope": given["OIDC_SCOPES"].split()},
    }


def _saml_app(given: dict[str, str]) -> dict[str, Any]:
    return {
        "client_id": "saml",
        "name": given["SAML_NAME"],
        "settings": {
            "idp": {
                "entity_id": given["SAML_ENTITY_ID"],
                "sso_url": given["SAML_SIGN_IN_URL"],
                "x509cert": given["certificate"],
            },
            "attribute_mapping": SAML_ATTRIBUTES,
            # A signature over the whole answer would do for the library; we want it over what is said of the person.
            "advanced": {"want_assertion_signed": True, "reject_idp_initiated_sso": True},
        },
    }
