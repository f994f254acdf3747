"""The address of an organisation's page to share: it cannot be guessed, and needs no sign-in."""

from itsdangerous import BadSignature, URLSafeSerializer

from phonebank.config import Config
from phonebank.domain.errors import NotFound


def headline_token(config: Config, organisation_id: int) -> str:
    """The word in the address of the organisation's page."""
    token = _serializer(config).dumps(organisation_id)
    return token if isinstance(token, str) else token.decode()


def organisation_of_token(config: Config, token: str) -> int:
    """Whose page it is. Raises NotFound for a word that we did not make."""
    try:
        return int(_serializer(config).loads(token))
    except (BadSignature, TypeError, ValueError):
        raise NotFound("there is no such page") from None


def _serializer(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(config.secret_key, salt="headline")
