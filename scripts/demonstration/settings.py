"""The environment of the demo's processes: everything that phonebank's configuration asks for."""

import os
from dataclasses import dataclass
from pathlib import Path

from scripts.demonstration.folder import MARK, DemoFolder
from scripts.demonstration.ports import Ports
from scripts.demonstration.repetition import SIMULATOR_STATE
from scripts.embedded.port import LOOPBACK
from scripts.environment.places import VENV

GRACEFUL_SECONDS = 1
UNWANTED = ("GUNICORN_CMD_ARGS", "PORT", "BIND")


@dataclass(frozen=True)
class DemoSettings:
    """What one run of the demo decided."""

    folder: DemoFolder
    ports: Ports
    database_url: str
    redis_url: str
    clock_offset_seconds: int

    def environment(self) -> dict[str, str]:
        """The environment for every process: ours without any phonebank settings of the user."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PHONEBANK_") and name not in UNWANTED
        }
        return inherited | self._of_programs() | self._of_phonebank() | self._of_the_carrier()

    def simulator_settings(self) -> Path:
        """Write the simulator's settings: the made-up account that phonebank uses too."""
        account = self._account()
        account["state_file"] = str(self.folder.path / SIMULATOR_STATE)
        lines = [f'{name} = "{value}"' for name, value in account.items()]
        return self.folder.private_file("simulator.toml", "\n".join(lines) + "\n")

    def _account(self) -> dict[str, str]:
        secret = self.folder.secret
        return {
            "account_sid": f"AC{secret('account')}",
            "auth_token": secret("auth_token"),
            "api_key_sid": f"SK{secret('api_key')}",
            "api_key_secret": secret("api_key_secret"),
        }

    def _of_programs(self) -> dict[str, str]:
        return {
            MARK: str(self.folder.path),
            "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "PYTHONUNBUFFERED": "1",
            "BIND": LOOPBACK,
            "GRACEFUL_SECONDS": str(GRACEFUL_SECONDS),
        }

    def _of_phonebank(self) -> dict[str, str]:
        nothing = self.folder.private_file("config.toml", "# The demo sets the environment.\n")
        return {
            "PHONEBANK_CONFIG": str(nothing),
            "PHONEBANK_DATABASE_URL": self.database_url,
            "PHONEBANK_REDIS_URL": self.redis_url,
            "PHONEBANK_SECRET_KEY": self.folder.secret("secret_key"),
            "PHONEBANK_PUBLIC_URL": self.ports.url(self.ports.web),
            "PHONEBANK_WEBHOOKS_URL": self.ports.url(self.ports.webhooks),
            "PHONEBANK_CLOCK_OFFSET_SECONDS": str(self.clock_offset_seconds),
            # The stand-in for VAN is on this machine: no deployment needs such an address.
            "PHONEBANK_PARTNERS_PRIVATE_ADDRESSES": "true",
            "PHONEBANK_PARTNERS_VAN_URL": f"{self.ports.url(self.ports.van)}/v4",
        }

    def _of_the_carrier(self) -> dict[str, str]:
        account = {
            f"PHONEBANK_TWILIO_{name.upper()}": value for name, value in self._account().items()
        }
        return account | {
            "PHONEBANK_TWILIO_CALLS_PER_SECOND": "10",
            "PHONEBANK_TWILIO_API_BASE_URL": self.ports.url(self.ports.simulator),
            "PHONEBANK_TWILIO_SIGNALLING_HOST": f"{LOOPBACK}:{self.ports.simulator}",
        }
