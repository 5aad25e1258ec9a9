"""Sign-in by OpenID Connect, as allauth has it, and stricter: the ID token's signature and nonce are checked.

allauth trusts an ID token that came straight from the token endpoint, and sends no nonce. We ask for more: its
signature by a key of the provider, our nonce in it, and that the user info is about the same person.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
LEEWAY_SECONDS = 30  # that the clocks of the two may be apart


class Exchange(OpenIDConnectOAuth2Adapter):
    """Turns the provider's answer into who it is."""

    nonce = ""  # that we sent with the question; the callback finds it in the session

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("The provider sent no ID token.")
        vouched = self._decode_id_token(app, id_token)
        if not self.nonce or vouched.get("nonce") != self.nonce:
            raise OAuth2Error("The ID token was not made for this sign-in: its nonce is another one.")
        told = self._fetch_user_info(token.token) if "userinfo_endpoint" in self.openid_config else {}
        if told and told.get("sub") != vouched["sub"]:
            raise OAuth2Error("The user info is about another person than the ID token.")
        return self.get_provider().sociallogin_from_response(request, {**told, **vouched})

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """What the token says. Raises OAuth2Error unless its provider signed it, for us, and it still holds."""
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in SIGNED_BY:
                raise OAuth2Error("The ID token is signed in a way that proves nothing.")
            return jwt.decode(
                id_token,
                self._key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error(f"The ID token is refused: {error}") from error

    def _key(self, kid: str | None) -> Any:
        """The provider's key of this name; the only one that signs, where the token names none."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        signing = [each for each in jwt.PyJWKSet.from_dict(answer.json()).keys if each.public_key_use in (None, "sig")]
        found = [each for each in signing if each.key_id == kid or (kid is None and len(signing) == 1)]
        if len(found) != 1:
            raise OAuth2Error("The provider has no key of the name that the ID token says.")
        return found[0].key


class OpenID(OpenIDConnectProvider):
    """The company's provider: each question has a nonce of its own, and a proof key."""

    oauth2_adapter_class = Exchange
    pkce_enabled_default = True

    def redirect(
        self, request: HttpRequest, process: Any, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        nonce = get_random_string(32)
        params = {**self.get_auth_params(), "nonce": nonce}
        return super().redirect(request, process, next_url, data, auth_params=params, nonce=nonce, **kwargs)


class Callback(OAuth2CallbackView):
    """Where the provider sends people back to."""

    adapter: Exchange

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, refusal = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce", "")
        return state, refusal


def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Signs in whom the provider vouches for. Raises SocialApp.DoesNotExist where none is set."""
    get_adapter(request).get_provider(request, provider_id)
    return Callback.adapter_view(Exchange(request, provider_id))(request)
