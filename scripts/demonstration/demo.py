"""The start, the running and the end of one demo."""

import json
import signal
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from shlex import quote

from scripts.demonstration.clock import demo_offset_seconds
from scripts.demonstration.errors import DemoError
from scripts.demonstration.folder import DemoFolder
from scripts.demonstration.ports import Ports
from scripts.demonstration.procfile import RELEASE, lasting, read_procfile
from scripts.demonstration.readiness import answers_http
from scripts.demonstration.repetition import Repetition
from scripts.demonstration.settings import DemoSettings
from scripts.demonstration.stores import Stores
from scripts.demonstration.supervisor import TEND_SECONDS, Program, Supervisor
from scripts.embedded.account import own_account
from scripts.embedded.process import end_orphans, wait_until
from scripts.environment.places import ROOT

READY_SECONDS = 60.0
LEFTOVER_SECONDS = 3.0
SIMULATOR, VAN = "simulator", "van"


class Demo:
    """A demo in a folder that was claimed. `stop` ends whatever `start` had started so far."""

    def __init__(self, folder: DemoFolder, ports: Callable[[], Ports], speed: float) -> None:
        self.folder, self._choose_ports, self.speed = folder, ports, speed
        self.stores = Stores(folder)
        self.supervisor = Supervisor(folder.log, ROOT, own_account())
        self.ports: Ports
        self.environment: dict[str, str] = {}

    def start(self, *, fresh: bool) -> dict[str, str]:
        """Start everything and return what the seed says of it: links to sign in by.

        Raises:
            DemoError: something does not start, or is not ready in time.
        """
        end_orphans(self.folder.leftovers(), signal.SIGTERM, LEFTOVER_SECONDS)
        if fresh:
            self.stores.erase()
            self.folder.empty()
        self.folder.begin_logs()
        self.ports = self._choose_ports()
        settings = self._settings()
        self.environment = settings.environment()
        self._start_simulator(settings)
        self._start_van()
        commands = read_procfile(ROOT / "Procfile")
        links = self._prepare(commands, settings.database_url)
        serving = self.serving()  # they come first: nobody waits for the others
        self._start_processes(commands, serving)
        links = links or self._seed()
        self._wait_for(SIMULATOR, self.ports.simulator)
        self._wait_for(VAN, self.ports.van)
        for name, port in serving.items():
            self._wait_for(name, port)
        self._start_processes(commands, lasting(commands).keys() - serving.keys())
        return links

    def tend(self, until: Callable[[], bool]) -> None:
        """Keep everything running until the condition holds."""
        while not until():
            self.supervisor.tend()
            time.sleep(TEND_SECONDS)

    def stop(self) -> None:
        """End everything that was started."""
        self.supervisor.stop()
        self.stores.stop()

    def program(self, name: str, command: str) -> Program:
        """A program that runs in the demo's environment."""
        port = self.serving().get(name)
        own = {} if port is None else {"PORT": str(port)}
        return Program(name, command, self.environment | own)

    def serving(self) -> dict[str, int]:
        """The processes of the Procfile that listen, and where."""
        return {"web": self.ports.web, "webhooks": self.ports.webhooks}

    def _settings(self) -> DemoSettings:
        offset = demo_offset_seconds(datetime.now(UTC), self.folder.recall().get("clock_offset"))
        self.folder.remember(clock_offset=offset)
        database_url, redis_url = self.stores.start()
        return DemoSettings(self.folder, self.ports, database_url, redis_url, offset)

    def _start_simulator(self, settings: DemoSettings) -> None:
        command = (
            f"phonebank simulator --port {self.ports.simulator} --speed {self.speed} "
            f"--clock-offset-seconds {settings.clock_offset_seconds} "
            f"--settings {quote(str(settings.simulator_settings()))}"
        )
        self.supervisor.start(self.program(SIMULATOR, command))

    def _start_van(self) -> None:
        command = f"phonebank van simulator --port {self.ports.van} --everybody"
        self.supervisor.start(self.program(VAN, command))

    def _prepare(self, commands: Mapping[str, str], database_url: str) -> dict[str, str]:
        """Migrate, seed, and set up the account; nothing where the last start did just that."""
        repetition = Repetition(self.folder, self.ports, database_url)
        account, links = repetition.account(), dict[str, str]()
        if account is None:
            repetition.forget()
            self.supervisor.run_step(self.program(RELEASE, commands[RELEASE]))
            links = self._seed()
            account = json.loads(self._run("twilio setup", "phonebank twilio setup --json"))
            repetition.remember(account)
        for name in ("twiml_app_sid", "messaging_service_sid"):
            self.environment[f"PHONEBANK_TWILIO_{name.upper()}"] = account[name]
        return links

    def _seed(self) -> dict[str, str]:
        """Fill what is empty, introduce voters to the simulator once it answers, get the links."""
        return dict(json.loads(self._run("seed", "python -m phonebank.demo.seed")))

    def _start_processes(self, commands: Mapping[str, str], names: Iterable[str]) -> None:
        for name in names:
            self.supervisor.start(self.program(name, commands[name]))

    def _run(self, name: str, command: str) -> str:
        return self.supervisor.run_step(self.program(name, command))

    def _wait_for(self, name: str, port: int) -> None:
        def is_ready() -> bool:
            self.supervisor.tend()
            return answers_http(port)

        if not wait_until(is_ready, READY_SECONDS):
            raise DemoError(f"{name} does not answer. See {self.folder.log / name}.log")
