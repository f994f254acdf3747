"""What the simulator is told at start: defaults that suit a demo, a TOML file over them."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from phonebank.simulator.faults import Faults

DEFAULT_OPENAPI = Path("node_modules/@twilio/cli-core/src/services/twilio-api")


class Check(StrEnum):
    """How much is checked against the API description."""

    ALL = "all"
    SAMPLED = "sampled"
    """Every request, and of each kind of answer the first twenty and then one in twenty."""
    REQUESTS = "requests"
    OFF = "off"


class SettingsError(Exception):
    """A setting is unknown or of the wrong kind; the message says which and what it should be."""


@dataclass(frozen=True)
class Rates:
    """What the carrier lets through. Twilio's default is 1 call a second for an account."""

    calls_per_second: float = 10.0
    messages_per_second: float = 75.0


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. The credentials are made up and open nothing but this program."""

    account_sid: str = "AC" + "0" * 31 + "1"
    auth_token: str = "0" * 31 + "2"
    api_key_sid: str = "SK" + "0" * 31 + "3"
    api_key_secret: str = "0" * 31 + "4"
    numbers: tuple[str, ...] = ("+16515550100", "+14045550100")
    public_hosts: dict[str, str] = field(default_factory=dict)
    """Public host name -> local base URL that stands behind it: a webhook to the name is signed
    for the name and delivered there, as a reverse proxy would."""
    voters_file: Path | None = None
    state_file: Path | None = None
    """Where created applications, messaging services and numbers' webhooks are kept."""
    openapi: Path = DEFAULT_OPENAPI
    check: Check = Check.SAMPLED
    media: bool = True
    seed: int = 1
    speed: float = 1.0
    clock_offset_seconds: float = 0.0
    talk_seconds: float = 90.0
    """Mean length of a conversation with a voter who talks."""
    reply_seconds: float = 8.0
    """Mean time a voter takes to answer a text."""
    carrier_opt_out: bool = True
    """Error 21610 for numbers that sent a stop word to the messaging service (Twilio's default)."""
    carrier_stop_reply: bool = False
    """Twilio's own confirmation of a stop word. Off, since the application sends its own."""
    advanced_opt_out: bool = False
    """Send OptOutType with inbound stop words, as Advanced Opt-Out does."""
    webhook_read_seconds: float = 15.0
    rates: Rates = field(default_factory=Rates)
    faults: Faults = field(default_factory=Faults)


def load(path: Path) -> Settings:
    """Settings from a TOML file. Raises SettingsError naming what is wrong."""
    try:
        table = tomllib.loads(path.read_text())
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path} is not TOML: {error}") from error
    return with_values(Settings(), table)


def with_values(settings: Settings, table: dict[str, Any]) -> Settings:
    """These settings with the table's values over them. Raises SettingsError."""
    known = {one.name: one for one in fields(Settings)}
    unknown = sorted(set(table) - set(known))
    if unknown:
        raise SettingsError(f"unknown settings: {', '.join(unknown)}")
    return replace(settings, **{name: _value(name, raw) for name, raw in table.items()})


def _value(name: str, raw: Any) -> Any:
    try:
        return _CONVERTERS.get(name, _same_kind(name))(raw)
    except (TypeError, ValueError) as error:
        raise SettingsError(f"{name}: {error}") from error


def _same_kind(name: str) -> Any:
    default = getattr(Settings(), name)

    def convert(raw: Any) -> Any:
        wanted = (int, float) if isinstance(default, float) else type(default)
        if not isinstance(raw, wanted):
            raise TypeError(f"should be {type(default).__name__}, not {raw!r}")
        return raw

    return convert


def _numbers(raw: Any) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(str(one).startswith("+") for one in raw):
        raise ValueError(f"should be a list of numbers such as +16515550100, not {raw!r}")
    return tuple(raw)


_CONVERTERS: dict[str, Any] = {
    "numbers": _numbers,
    "voters_file": Path,
    "state_file": Path,
    "openapi": Path,
    "check": Check,
    "rates": lambda raw: Rates(**raw),
    "faults": Faults.from_json,
}
