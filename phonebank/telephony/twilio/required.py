"""Keys of the configuration that a part of the adapter cannot do without."""

from phonebank.config import ConfigError, TwilioConfig

REMEDIES = {
    "account_sid": "copy it from Twilio's console",
    "auth_token": "copy it from Twilio's console",
    "api_key_sid": "make an API key in Twilio's console",
    "api_key_secret": "Twilio's console shows it once, when the API key is made",
    "twiml_app_sid": "`phonebank twilio setup` makes and names it",
    "messaging_service_sid": "`phonebank twilio setup` makes and names it",
}
"""Each key that must be set, and how one comes by it."""


def require(config: TwilioConfig, *keys: str) -> None:
    """Raises ConfigError that names the first of the keys that is empty, and the remedy."""
    for key in keys:
        if not getattr(config, key):
            raise ConfigError(f"twilio.{key} is missing: {REMEDIES[key]}")
