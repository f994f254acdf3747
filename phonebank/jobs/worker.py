"""The worker process: empties its queues, in the order of QueueName, and hands texts over.

Jobs run in the worker's own process: each is one short conversation with the carrier, and a fork
for each would cost more than the job. A job that dies takes its worker with it; the process
manager starts another, and the sweep finds the row. Texts have threads of their own beside the
jobs, so that a long backlog of them delays no call; so have events that other programs are told.
"""

import logging
from collections.abc import Sequence

from redis import Redis
from rq import Queue, SimpleWorker

from phonebank.jobs.queues import QueueName
from phonebank.jobs.sender import Sender, sender_of
from phonebank.jobs.teller import Teller
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
    worker = SimpleWorker([Queue(name, connection=redis) for name in names], connection=redis)
    sender = sender_of(app) if QueueName.TEXTS in names else None
    teller = Teller(app) if QueueName.FILES in names else None
    if teller is not None and not until_empty:
        teller.start()
    worker.work(burst=until_empty, with_scheduler=False)
    if teller is not None:
        if until_empty:
            while teller.once():
                continue
        teller.stop()
    if sender is not None:
        sender.stop()
    if sender is not None and until_empty:
        Sender(app).empty()
