"""Flask's own settings, from the one Config."""

from datetime import timedelta
from typing import Any

from phonebank.config import Config

SIGNED_IN_FOR = timedelta(days=7)
LARGEST_BODY_BYTES = 16_000_000
LARGEST_VOTER_LIST_BYTES = 2_000_000_000
"""For the one page that takes voter lists, which are read piece by piece (desk/bringing.py)."""


def settings(config: Config) -> dict[str, Any]:
    """The session is a signed cookie that scripts cannot read and other sites cannot send."""
    return {
        "SECRET_KEY": config.secret_key,
        "SESSION_COOKIE_NAME": "phonebank",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": SIGNED_IN_FOR,
        "MAX_CONTENT_LENGTH": LARGEST_BODY_BYTES,
        # A page stays open for a whole shift: its token is as good as its session.
        "WTF_CSRF_TIME_LIMIT": None,
    }
