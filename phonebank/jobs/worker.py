"""The worker process: empties its queues, in the order of QueueName.

Jobs run in the worker's own process: each is one short conversation with the carrier, and a fork
for each would cost more than the job. A job that dies takes its worker with it; the process
manager starts another, and the sweep finds the row.
"""

import logging
from collections.abc import Sequence

from redis import Redis
from rq import Queue, SimpleWorker

from phonebank.jobs.queues import QueueName
from phonebank.wiring import Application


def run_worker(
    app: Application,
    *,
    until_empty: bool = False,
    names: Sequence[QueueName] = tuple(QueueName),
) -> None:
    """Work until told to stop, or until the queues are empty."""
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    # A connection of its own: it waits for jobs for as long as there are none.
    redis = Redis.from_url(app.config.redis_url)
    queues = [Queue(name, connection=redis) for name in names]
    SimpleWorker(queues, connection=redis).work(burst=until_empty, with_scheduler=False)
