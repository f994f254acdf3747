"""What the leading conductor does each second. A failure in one part does not stop the others."""

import logging
from collections.abc import Callable

from phonebank.domain.spoken_phrases import Phrase, language_to_speak, phrase
from phonebank.domain.voter import Voter
from phonebank.jobs import calls as call_jobs
from phonebank.jobs import texts as text_jobs
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import settling_calls, settling_texts
from phonebank.telephony.port import CarrierError, Sentence
from phonebank.wiring import Application

log = logging.getLogger(__name__)


def one_round(app: Application) -> None:
    """Find what is lost and put it right."""
    for part in (_requeue, _settle_calls, _settle_texts, _take_leave, _close_forgotten):
        _attempt(part, app)


def _attempt(part: Callable[[Application], None], app: Application) -> None:
    try:
        part(app)
    except CarrierError:
        log.warning("the carrier did not answer %s, trying again", part.__name__)


def _requeue(app: Application) -> None:
    with app.database.transaction() as session:
        calls = settling_calls.calls_without_job(session, app.clock())
        texts = settling_texts.texts_without_job(session, app.clock())
    for call_id in calls:
        enqueue(app, QueueName.CALLS, call_jobs.place, call_id)
    for text_id in texts:
        enqueue(app, QueueName.TEXTS, text_jobs.deliver, text_id)


def _settle_calls(app: Application) -> None:
    with app.database.transaction() as session:
        silent = settling_calls.silent_calls(session, app.clock())
    for call_id in silent:
        settling_calls.settle_call(app.database, app.carrier, call_id, app.clock)


def _settle_texts(app: Application) -> None:
    with app.database.transaction() as session:
        unsettled = settling_texts.unsettled_texts(session, app.clock())
    for text_id in unsettled:
        settling_texts.settle_text(app.database, app.carrier, text_id, app.clock)


def _take_leave(app: Application) -> None:
    """A voter whose volunteer is gone hears a polite sentence, and the line ends."""
    with app.database.transaction() as session:
        abandoned = settling_calls.abandoned_lines(session, app.clock())
    for call_id in abandoned:
        with app.database.transaction() as session:
            call = settling_calls.interrupt(session, call_id, app.clock())
            if call is None or call.carrier_sid is None:
                continue
            speech = language_to_speak(session.get_one(Voter, call.voter_id).language)
            sid, answered = call.carrier_sid, call.answered_at is not None
        if answered:
            app.carrier.farewell(sid, Sentence(phrase(Phrase.VOLUNTEER_GONE, speech), speech))
        else:
            app.carrier.hang_up(sid)


def _close_forgotten(app: Application) -> None:
    with app.database.transaction() as session:
        settling_calls.close_forgotten(session, app.clock())
