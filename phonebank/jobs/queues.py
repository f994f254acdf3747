"""Every queue by name and priority, and how a door puts a job on one.

A job carries an id and nothing else of value; it is a three-line door onto a service and is safe
to run twice. A door enqueues after its transaction has committed. If the job is then lost (Redis
is emptied, or away), the conductor's sweep finds the row that waits for it.
"""

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from redis.exceptions import RedisError
from rq import Queue

from phonebank.wiring import Application

log = logging.getLogger(__name__)


class QueueName(StrEnum):
    """In the order in which a worker empties them."""

    CALLS = "calls"
    TEXTS = "texts"
    FILES = "files"


SHORT = (QueueName.CALLS, QueueName.TEXTS)
LONG = (QueueName.FILES,)
"""Worked by different processes: no call waits until a list of a million has been read."""

_AT_MOST_SECONDS = {QueueName.FILES: 6 * 3600}


def enqueue(
    app: Application,
    queue: QueueName,
    job: Callable[..., object],
    *ids: Any,
    at_front: bool = False,
) -> None:
    """Put a job on a queue, or before all others; a Redis that is away is noted, and left to the
    sweep."""
    options = {
        "result_ttl": 0,
        "failure_ttl": 86_400,
        "job_timeout": _AT_MOST_SECONDS.get(queue, 180),
        "at_front": at_front,
    }
    try:
        Queue(queue, connection=app.redis).enqueue(job, *ids, **options)
    except RedisError:
        log.warning("a job was not queued, the sweep will find it: Redis is away")
