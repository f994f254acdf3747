"""The `phonebank` command: one module a group of subcommands."""

import logging
import sys
from typing import NoReturn

import click

from phonebank.cli import (
    events,
    explaining,
    hooks,
    lists,
    organisations,
    processes,
    results,
    tokens,
    twilio,
    van,
)
from phonebank.cli.root import phonebank
from phonebank.config import ConfigError
from phonebank.domain.errors import PhonebankError
from phonebank.telephony.port import CarrierError

__all__ = [
    "events",
    "explaining",
    "hooks",
    "lists",
    "main",
    "organisations",
    "phonebank",
    "processes",
    "results",
    "tokens",
    "twilio",
    "van",
]


def main() -> None:
    """Run the command; a mistake that a person can mend is one sentence and exit code 1."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("twilio", "alembic.runtime.plugins"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        phonebank(standalone_mode=True)
    except (PhonebankError, ConfigError) as error:
        _fail(str(error))
    except CarrierError as error:
        _fail(f"the carrier did not do it: {error}")


def _fail(sentence: str) -> NoReturn:
    click.echo(f"phonebank: {sentence}", err=True)
    sys.exit(1)
