"""Sign-in by OpenID Connect, as allauth has it, and stricter: the ID token's signature and nonce are checked.

allauth trusts an ID token that came straight from the token endpoint, and sends no nonce. We ask for more: its
signature by a key of the provider, our nonce in it, and that the user info is about the same person.
"""

from typing import Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

SIGNED_BY = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}


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
            if jwt.get_unverified_header(id_token).get("alg") not in SIGNED_BY:
                raise OAuth2Error("The ID token is signed in a way that proves nothing.")
            return jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (jwt.PyJWTError, KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The ID token can't be read.") from error


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
