"""The ports that the demo listens on, all of them on 127.0.0.1."""

from dataclasses import astuple, dataclass, fields

from scripts.demonstration.errors import DemoError
from scripts.embedded.port import LOOPBACK, free_port, port_is_free

DEFAULT_PORT = 8000
WEBHOOKS_STEP, SIMULATOR_STEP, VAN_STEP = 1, 10, 20
HIGHEST_PORT = 65535 - VAN_STEP


@dataclass(frozen=True)
class Ports:
    """One port each for the pages, the carrier's webhooks, the simulated carrier, and the stand-in
    for VAN."""

    web: int
    webhooks: int
    simulator: int
    van: int

    def url(self, port: int) -> str:
        """The address of one of these ports."""
        return f"http://{LOOPBACK}:{port}"


def chosen_ports(web: int) -> Ports:
    """The ports beginning at `web`.

    Raises:
        DemoError: one of them is taken; names it and says how to choose others.
    """
    ports = Ports(web, web + WEBHOOKS_STEP, web + SIMULATOR_STEP, web + VAN_STEP)
    for port in astuple(ports):
        if not port_is_free(port):
            other = web + 1000 if web + 1000 <= HIGHEST_PORT else DEFAULT_PORT + 1000
            raise DemoError(
                f"Port {port} is taken by another program. Choose others: "
                f"./scripts/demo --port {other} "
                f"(also uses {other + WEBHOOKS_STEP}, {other + SIMULATOR_STEP} "
                f"and {other + VAN_STEP})"
            )
    return ports


def any_ports() -> Ports:
    """Free ports."""
    found: set[int] = set()
    while len(found) < len(fields(Ports)):
        found.add(free_port())
    return Ports(*sorted(found))
