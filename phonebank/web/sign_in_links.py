"""Links by which members sign in: signed, good for a week, worthless once the version moves on."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from phonebank.config import Config
from phonebank.domain.errors import NotFound
from phonebank.domain.organisation import Member
from phonebank.web.settings import SIGNED_IN_FOR

SALT = "phonebank sign-in"


def sign_in_link(config: Config, member: Member) -> str:
    """An address that signs the member in."""
    token = _serializer(config).dumps([member.id, member.sign_in_version])
    return f"{config.public_url.rstrip('/')}/sign-in/{token}"


def read_token(config: Config, token: str) -> tuple[int, int]:
    """(member id, sign-in version) of a link's token. Raises NotFound where it is no good."""
    try:
        max_age_seconds = int(SIGNED_IN_FOR.total_seconds())
        member_id, version = _serializer(config).loads(token, max_age=max_age_seconds)
    except (BadSignature, ValueError):
        raise NotFound("this sign-in link is too old or incomplete: ask for a new one") from None
    return member_id, version


def _serializer(config: Config) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(config.secret_key, salt=SALT)
