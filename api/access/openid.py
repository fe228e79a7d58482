"""Signing in by OpenID Connect: the authorization code flow with PKCE, state and nonce."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.access.rights import Reader
from api.access.server_file import SignIn

TIMEOUT_S = 10.0
LEEWAY_S = 60  # between the provider's clock and ours
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]  # never none, nor one with a shared secret

Claims = dict[str, object]


class SignInFailed(Exception):
    """The provider did not say who somebody is, or not in a way that can be believed."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in on its way: what its browser keeps until it comes back."""

    state: str
    nonce: str
    verifier: str


class OpenId:
    """One provider; what it says of itself is read once it is needed."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in
        self._described: dict[str, str] = {}

    def begin(self, back: str) -> tuple[str, Begun]:
        """(where to send the browser, what it keeps); `back` is where it comes back to."""
        begun = Begun(
            secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        )
        try:
            address, _ = self._client(back).create_authorization_url(
                self._describe()["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise SignInFailed(f"{self._sign_in.issuer} cannot be reached: {error}") from None
        return str(address), begun

    def finish(self, back: str, begun: Begun, state: str, code: str) -> Reader:
        """Who has come back with a code."""
        if not secrets.compare_digest(state.encode(), begun.state.encode()):
            raise SignInFailed("It was begun in another browser or window.")
        try:
            with self._client(back) as client:
                described = self._describe()
                token = client.fetch_token(
                    described["token_endpoint"], code=code, code_verifier=begun.verifier
                )
                keys = client.request("GET", described["jwks_uri"], withhold_token=True)
                claims = self._checked(token, keys.raise_for_status().json(), begun.nonce)
                if "userinfo_endpoint" in described:
                    more = client.get(described["userinfo_endpoint"]).raise_for_status().json()
                    if more.get("sub") != claims["sub"]:
                        raise SignInFailed("The provider tells of somebody else.")
                    claims = more | claims
        except (httpx.HTTPError, OAuthError, JoseError, ValueError, KeyError) as error:
            raise SignInFailed(f"{type(error).__name__}: {error}") from None
        return self._reader(claims)

    def _checked(self, token: dict[str, str], keys: dict[str, object], nonce: str) -> Claims:
        """The claims of an identity token that is the provider's, for us, and for this sign-in."""
        key_set = KeySet.import_key_set(keys)  # type: ignore[arg-type]  # it checks what it gets
        read = jwt.decode(token["id_token"], key_set, algorithms=ALGORITHMS)
        required = {
            "iss": {"essential": True, "value": self._describe()["issuer"]},
            "aud": {"essential": True, "value": self._sign_in.client_id},
            "nonce": {"essential": True, "value": nonce},
        }
        params = {
            "nonce": nonce,
            "client_id": self._sign_in.client_id,
            "access_token": token["access_token"],
        }
        claims = CodeIDToken(read.claims, read.header, required, params)
        claims.validate(leeway=LEEWAY_S)
        return dict(claims)

    def _reader(self, claims: Claims) -> Reader:
        name = claims.get(self._sign_in.user)
        if not isinstance(name, str) or not name:
            raise SignInFailed(f"The provider gives no claim {self._sign_in.user!r}.")
        groups = claims.get(self._sign_in.groups, [])
        names = groups.split() if isinstance(groups, str) else groups
        if not isinstance(names, list):
            raise SignInFailed(f"The claim {self._sign_in.groups!r} is no list of groups.")
        return Reader(name, "user", frozenset(str(group) for group in names))

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self._sign_in.client_id,
            self._sign_in.client_secret,
            scope=self._sign_in.scopes,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
        )

    def _describe(self) -> dict[str, str]:
        if not self._described:
            response = httpx.get(
                f"{self._sign_in.issuer}/.well-known/openid-configuration", timeout=TIMEOUT_S
            )
            metadata = response.raise_for_status().json()
            if str(metadata["issuer"]).rstrip("/") != self._sign_in.issuer:
                raise ValueError(f"it calls itself {metadata['issuer']!r}")
            self._described = metadata
        return self._described
