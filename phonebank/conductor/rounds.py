"""What the leading conductor does each second. A failure in one part does not stop the others."""

import logging
import traceback
from collections.abc import Callable, Iterable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from phonebank.domain.spoken_phrases import Phrase, language_to_speak, phrase
from phonebank.domain.voter import Voter
from phonebank.jobs import calls as call_jobs
from phonebank.jobs import files as file_jobs
from phonebank.jobs import texts as text_jobs
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import counting_lists, giving_back, settling_calls, settling_texts
from phonebank.services.importing import attending, uploading
from phonebank.telephony.port import CarrierError, CarrierRefused, Sentence
from phonebank.wiring import Application

log = logging.getLogger(__name__)
T = TypeVar("T")


def one_round(app: Application) -> None:
    """Find what is lost and put it right.

    Raises SQLAlchemyError where the database is away.
    """
    for part in (
        _requeue,
        _settle_calls,
        _settle_texts,
        _take_leave,
        _end_lines,
        _close_forgotten,
        _give_back_unsent,
        _count_a_list,
        _forget_uploads,
    ):
        _attempt(part, app)


def _attempt(act: Callable[..., None], *given: object) -> bool:
    """Whether it is worth while to go on with others of the kind; not where the carrier is away.

    What fails for reasons that nobody has thought of is noted without its words, which may hold a
    number, and left behind: the others come first the next time.
    """
    try:
        act(*given)
    except CarrierRefused as refusal:
        log.warning("the carrier refused %s: %s", act.__name__, refusal.code)
    except CarrierError:
        log.warning("the carrier did not answer %s, trying again", act.__name__)
        return False
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        log.error("%s failed: %s", act.__name__, type(error).__name__)
    except Exception as error:
        frames = "".join(traceback.format_tb(error.__traceback__))
        log.error("%s failed: %s\n%s", act.__name__, type(error).__name__, frames)
    return True


def _each(act: Callable[[Application, T], None], app: Application, found: Iterable[T]) -> None:
    for each in found:
        if not _attempt(act, app, each):
            return


def _requeue(app: Application) -> None:
    with app.database.transaction() as session:
        calls = settling_calls.calls_without_job(session, app.clock())
        texts = settling_texts.texts_without_job(session, app.clock())
        imports = attending.imports_without_job(session, app.clock())
    for call_id in calls:
        enqueue(app, QueueName.CALLS, call_jobs.place, call_id)
    for text_id in texts:
        enqueue(app, QueueName.TEXTS, text_jobs.deliver, text_id)
    for import_id in imports:
        enqueue(app, QueueName.FILES, file_jobs.attend_to_import, import_id)


def _settle_calls(app: Application) -> None:
    with app.database.transaction() as session:
        silent = settling_calls.silent_calls(session, app.clock())
    _each(_settle_call, app, silent)


def _settle_call(app: Application, call_id: int) -> None:
    settling_calls.settle_call(app.database, app.carrier, call_id, app.clock)


def _settle_texts(app: Application) -> None:
    with app.database.transaction() as session:
        unsettled = settling_texts.unsettled_texts(session, app.clock())
    _each(_settle_text, app, unsettled)


def _settle_text(app: Application, text_id: int) -> None:
    settling_texts.settle_text(app.database, app.carrier, text_id, app.clock)


def _take_leave(app: Application) -> None:
    with app.database.transaction() as session:
        abandoned = settling_calls.abandoned_lines(session, app.clock())
    _each(_take_leave_of, app, abandoned)


def _take_leave_of(app: Application, call_id: int) -> None:
    """A voter whose volunteer is gone hears a polite sentence once, and the line ends."""
    with app.database.transaction() as session:
        call = settling_calls.interrupt(session, call_id, app.clock())
        if call is None or call.carrier_sid is None:
            return
        speech = language_to_speak(session.get_one(Voter, call.voter_id).language)
        sid, answered = call.carrier_sid, call.answered_at is not None
    if answered:
        app.carrier.farewell(sid, Sentence(phrase(Phrase.VOLUNTEER_GONE, speech), speech))
    else:
        app.carrier.hang_up(sid)


def _end_lines(app: Application) -> None:
    with app.database.transaction() as session:
        lines = settling_calls.lines_to_end(session, app.clock())
    _each(_end_line, app, lines)


def _end_line(app: Application, call_sid: str) -> None:
    app.carrier.hang_up(call_sid)


def _close_forgotten(app: Application) -> None:
    with app.database.transaction() as session:
        settling_calls.close_forgotten(session, app.clock())


def _give_back_unsent(app: Application) -> None:
    with app.database.transaction() as session:
        giving_back.give_back_forgotten(session, app.clock())


def _count_a_list(app: Application) -> None:
    with app.database.transaction() as session:
        if (list_id := counting_lists.list_to_count(session, app.clock())) is not None:
            counting_lists.count_list(session, list_id, app.clock())


def _forget_uploads(app: Application) -> None:
    with app.database.transaction() as session:
        uploading.forget_left_behind(session, app.clock())
