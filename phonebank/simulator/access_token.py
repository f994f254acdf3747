"""The access token that a browser shows to be let in.

Twilio's format: an HS256 JSON Web Token signed with an API key's secret, whose header says
`cty: twilio-fpa;v=1`.
"""

import time
from dataclasses import dataclass
from typing import Any, Protocol

import jwt

CONTENT_TYPE = "twilio-fpa;v=1"


class ApiKey(Protocol):
    """Whose tokens are good."""

    @property
    def account_sid(self) -> str: ...
    @property
    def api_key_sid(self) -> str: ...
    @property
    def api_key_secret(self) -> str: ...


class TokenRefused(Exception):
    """The token lets nobody in; `code` is Twilio's for it."""

    code = 31204

    def __init__(self, message: str = "JWT is invalid") -> None:
        super().__init__(message)


class TokenExpired(TokenRefused):
    """The token was good once."""

    code = 31205

    def __init__(self) -> None:
        super().__init__("JWT token expired")


@dataclass(frozen=True)
class AccessToken:
    """What a good token grants."""

    identity: str
    account_sid: str
    application_sid: str
    """The TwiML application that outgoing calls run; empty if there may be none."""
    may_register: bool
    """Whether calls may come in."""
    expires_at: float
    """Seconds since the epoch."""

    @property
    def seconds_left(self) -> int:
        return int(self.expires_at - time.time())


def read(token: str, key: ApiKey) -> AccessToken:
    """What the token grants. Raises TokenExpired, or TokenRefused for any other fault."""
    try:
        if jwt.get_unverified_header(token).get("cty") != CONTENT_TYPE:
            raise TokenRefused
        claims = _claims(token, key)
    except jwt.ExpiredSignatureError as error:
        raise TokenExpired from error
    except jwt.InvalidTokenError as error:
        raise TokenRefused from error
    if claims["sub"] != key.account_sid:
        raise TokenRefused
    return _granted(claims)


def _claims(token: str, key: ApiKey) -> dict[str, Any]:
    return jwt.decode(
        token,
        key.api_key_secret,
        algorithms=["HS256"],
        issuer=key.api_key_sid,
        options={"require": ["exp", "iss", "sub", "grants"], "verify_aud": False},
    )


def _granted(claims: dict[str, Any]) -> AccessToken:
    grants = claims["grants"]
    voice = grants.get("voice", {})
    return AccessToken(
        identity=grants.get("identity", ""),
        account_sid=claims["sub"],
        application_sid=voice.get("outgoing", {}).get("application_sid", ""),
        may_register=voice.get("incoming", {}).get("allow", False),
        expires_at=claims["exp"],
    )
