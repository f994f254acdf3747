"""config.toml and the environment, read once into one frozen Config.

Every key may be given in the file (`[twilio] account_sid`) or in the environment
(`PHONEBANK_TWILIO_ACCOUNT_SID`), which wins. config.example.toml explains each of them.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints
from urllib.parse import urlsplit


class ConfigError(Exception):
    """A key is missing, unknown or wrong; the message names it and says what it should be."""


def _secret() -> Any:
    """A field whose value never appears in a repr, a log or an error."""
    return field(default="", repr=False)


@dataclass(frozen=True)
class ClockConfig:
    """How the application's clock differs from the machine's (the demo only)."""

    offset_seconds: int = 0


@dataclass(frozen=True)
class TwilioConfig:
    """A Twilio account, or a server that speaks the same protocol."""

    account_sid: str = ""
    auth_token: str = _secret()
    api_key_sid: str = ""
    api_key_secret: str = _secret()
    twiml_app_sid: str = ""
    messaging_service_sid: str = ""
    api_base_url: str = ""
    signalling_host: str = ""
    timeout_seconds: int = 10
    calls_per_second: int = 1


@dataclass(frozen=True)
class Prices:
    """What contacts cost, in hundredths of a cent: for limits and previews, not for bills."""

    call_minute: int = 200
    text_segment: int = 120


@dataclass(frozen=True)
class SendingConfig:
    """How fast texts may leave and how many a day; 0 is no limit. `threads` hand them over in
    each worker."""

    account_texts_per_second: float = 0.0
    account_segments_per_day: int = 0
    service_texts_per_second: float = 10.0
    service_segments_per_day: int = 0
    threads: int = 16


@dataclass(frozen=True)
class ApiConfig:
    """How often a token may ask: on the long run, and at once."""

    requests_per_minute: int = 600
    requests_at_once: int = 60


@dataclass(frozen=True)
class PartnersConfig:
    """Programs of others that we speak to. `private_addresses` lets plain http and private
    networks through."""

    private_addresses: bool = False
    van_url: str = "https://api.securevan.com/v4"
    timeout_seconds: int = 10
    action_network_url: str = "https://actionnetwork.org/api/v2"
    mobilize_url: str = "https://api.mobilize.us/v1"


@dataclass(frozen=True)
class Config:
    """Everything that differs between one deployment and another."""

    database_url: str
    redis_url: str
    public_url: str
    webhooks_url: str
    secret_key: str = field(repr=False)
    trusted_proxies: int = 0
    database_pool_size: int = 10
    clock: ClockConfig = ClockConfig()
    sending: SendingConfig = SendingConfig()
    twilio: TwilioConfig = TwilioConfig()
    prices: Prices = Prices()
    api: ApiConfig = ApiConfig()
    partners: PartnersConfig = PartnersConfig()

    def __post_init__(self) -> None:
        _check_url("database_url", self.database_url, ("postgresql+psycopg", "postgresql"))
        _check_url("redis_url", self.redis_url, ("redis", "rediss", "unix"))
        _check_url("public_url", self.public_url, ("http", "https"))
        _check_url("webhooks_url", self.webhooks_url, ("http", "https"))
        if len(self.secret_key) < 16:
            raise ConfigError("secret_key should be at least 16 random characters")


def _check_url(key: str, value: str, schemes: tuple[str, ...]) -> None:
    if urlsplit(value).scheme not in schemes:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ConfigError(f"{key} should be an address that begins with {wanted}")


def load_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the file named by PHONEBANK_CONFIG (or ./config.toml, where there is one), then
    the environment.

    Raises ConfigError that names the key at fault.
    """
    environ = os.environ if environ is None else environ
    config: Config = _build(Config, _read_file(environ), environ, "")
    return config


def _read_file(environ: Mapping[str, str]) -> dict[str, Any]:
    named = environ.get("PHONEBANK_CONFIG")
    path = Path(named or "config.toml")
    if not path.exists():
        if named:
            raise ConfigError(f"PHONEBANK_CONFIG names {path}, and there is no such file")
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {error}") from error


def _build(cls: type[Any], given: Mapping[str, Any], environ: Mapping[str, str], path: str) -> Any:
    known = {f.name for f in fields(cls)}
    for key in given:
        if key not in known:
            raise ConfigError(f"{path}{key} is not a key that phonebank knows")
    hints = get_type_hints(cls)
    values = {
        f.name: value
        for f in fields(cls)
        if (value := _value(f, hints[f.name], given, environ, path)) is not MISSING
    }
    return cls(**values)


def _value(
    f: Field[Any], kind: type, given: Mapping[str, Any], environ: Mapping[str, str], path: str
) -> Any:
    if is_dataclass(kind):
        return _build(kind, given.get(f.name, {}), environ, f"{path}{f.name}.")
    variable = f"PHONEBANK_{path}{f.name}".replace(".", "_").upper()
    value = environ.get(variable, given.get(f.name, f.default))
    if value is MISSING:
        raise ConfigError(f"{path}{f.name} is missing: set it in config.toml or as {variable}")
    return _coerce(f"{path}{f.name}", kind, value)


def _coerce(name: str, kind: type, value: Any) -> Any:
    if kind is int and not isinstance(value, bool):
        try:
            return int(value)
        except (TypeError, ValueError):
            raise ConfigError(f"{name} should be a whole number") from None
    if kind is float and not isinstance(value, bool):
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ConfigError(f"{name} should be a number") from None
    if kind is bool and value in ("true", "false"):  # the environment holds words
        return value == "true"
    if not isinstance(value, kind):
        wanted = {str: "text in quotes", bool: "true or false"}.get(kind, kind.__name__)
        raise ConfigError(f"{name} should be {wanted}")
    return value
