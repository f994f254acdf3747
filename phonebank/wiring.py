"""The only place where an adapter is chosen: from a Config to the parts that work together."""

from dataclasses import dataclass
from functools import cached_property

from redis import Redis

from phonebank.clock import Clock, SystemClock
from phonebank.config import Config, load_config
from phonebank.db import Database, make_engine
from phonebank.live import Gatherer, Hub, Publisher
from phonebank.partners.https import HttpsOutbound
from phonebank.partners.port import Outbound
from phonebank.presence import Presence
from phonebank.telephony.port import Carrier
from phonebank.telephony.twilio import TwilioCarrier

REDIS_SECONDS = 5
"""How long a Redis that does not answer may hold anybody up; nothing is lost with it."""


@dataclass(frozen=True)
class Application:
    """Everything that a door needs; each part is made when it is first used.

    `gathers_events` suits a process that serves requests: see `live.Gatherer`.
    """

    config: Config
    gathers_events: bool = False

    @cached_property
    def clock(self) -> Clock:
        """The application's clock."""
        return SystemClock(self.config.clock.offset_seconds)

    @cached_property
    def redis(self) -> Redis:
        """Queues, limits and live events."""
        return Redis.from_url(
            self.config.redis_url,
            socket_connect_timeout=REDIS_SECONDS,
            socket_timeout=REDIS_SECONDS,
        )

    @cached_property
    def database(self) -> Database:
        """Transactions whose announcements are published."""
        engine = make_engine(self.config.database_url, self.config.database_pool_size)
        publisher = Publisher(self.redis)
        return Database(engine, Gatherer(publisher) if self.gathers_events else publisher)

    @cached_property
    def hub(self) -> Hub:
        """Live events for this process's streams."""
        # Its subscription waits for as long as nothing happens.
        return Hub(Redis.from_url(self.config.redis_url, socket_connect_timeout=REDIS_SECONDS))

    @cached_property
    def presence(self) -> Presence:
        """Who is in which conversation."""
        return Presence(self.redis)

    @cached_property
    def outbound(self) -> Outbound:
        """The way to programs of others."""
        partners = self.config.partners
        return HttpsOutbound(
            private_addresses=partners.private_addresses,
            timeout_seconds=partners.timeout_seconds,
        )

    @cached_property
    def carrier(self) -> Carrier:
        """The telephone company."""
        return TwilioCarrier(self.config.twilio, self.config.webhooks_url, self.config.public_url)


def application(config: Config | None = None, *, gathers_events: bool = False) -> Application:
    """The application of a config, by default the one of this process's environment."""
    return Application(config or load_config(), gathers_events)
