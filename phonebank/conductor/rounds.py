"""What the leading conductor does each second. A failure in one part does not stop the others."""

import logging
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError

from phonebank.domain.campaign import Campaign
from phonebank.domain.shift import Shift
from phonebank.domain.spoken_phrases import Phrase
from phonebank.domain.voter import Voter
from phonebank.jobs import calls as call_jobs
from phonebank.jobs import files as file_jobs
from phonebank.jobs import notices as notice_jobs
from phonebank.jobs.queues import QueueName, enqueue
from phonebank.services import (
    bulk_texting,
    counting_lists,
    directing,
    escalating,
    forsaken,
    giving_back,
    handing_over,
    noticing,
    planning,
    settling_calls,
    settling_texts,
    settling_unconnected,
    spending,
    supervising,
    telling_others,
    unreachable,
)
from phonebank.services.exports import keeping
from phonebank.services.importing import attending, uploading
from phonebank.services.voices import voice_of
from phonebank.telephony.port import CarrierError, CarrierRefused
from phonebank.wiring import Application

log = logging.getLogger(__name__)
T = TypeVar("T")
CHECK_SPENDING_EVERY: Final = timedelta(minutes=1)


class SpendingWatch:
    """Spending is checked once a minute, whenever rounds come: it counts the contacts of a day."""

    def __init__(self) -> None:
        self._checked_at: datetime | None = None

    def is_due(self, at: datetime) -> bool:
        """Whether it is time to check."""
        return self._checked_at is None or at - self._checked_at >= CHECK_SPENDING_EVERY

    def checked(self, at: datetime) -> None:
        """It has been checked."""
        self._checked_at = at


def one_round(app: Application, watch: SpendingWatch | None = None) -> None:
    """Find what is lost and put it right. `watch` is the same one in every round of a process.

    Raises SQLAlchemyError where the database is away.
    """
    for part in (
        _requeue,
        _settle_calls,
        _settle_texts,
        _queue_bulk,
        _take_leave,
        _close_unconnected,
        _end_lines,
        _close_forgotten,
        _end_shifts,
        _give_back_unsent,
        _offer_overdue,
        _send_notices,
        _carry_out_directions,
        _fetch_guests,
        _see_to_voices,
        _free_lines,
        _count_a_list,
        _forget_uploads,
        _forget_what_was_kept,
    ):
        _attempt(part, app)
    _attempt(_break_spending, app, watch or SpendingWatch())


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
        imports = attending.imports_without_job(session, app.clock())
        exports = keeping.exports_without_job(session, app.clock())
    for call_id in calls:
        enqueue(app, QueueName.CALLS, call_jobs.place, call_id)
    for import_id in imports:
        enqueue(app, QueueName.FILES, file_jobs.attend_to_import, import_id)
    for export_id in exports:
        enqueue(app, QueueName.FILES, file_jobs.make_export, export_id)


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


def _queue_bulk(app: Application) -> None:
    with app.database.transaction() as session:
        shifts = bulk_texting.shifts_in_bulk(session)
    _each(_queue_bulk_of, app, shifts)


def _queue_bulk_of(app: Application, shift_id: int) -> None:
    with app.database.transaction() as session:
        bulk_texting.queue_bulk(session, shift_id, app.clock())


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
        shift = session.get_one(Shift, call.shift_id)
        campaign = session.get_one(Campaign, shift.campaign_id)
        language = session.get_one(Voter, call.voter_id).language
        leave = voice_of(session, campaign, language).say(Phrase.VOLUNTEER_GONE)
        sid, answered = call.carrier_sid, call.answered_at is not None
    if answered:
        app.carrier.farewell(sid, leave)
    else:
        app.carrier.hang_up(sid)


def _close_unconnected(app: Application) -> None:
    with app.database.transaction() as session:
        lines = settling_unconnected.unconnected_lines(session, app.clock())
    _each(_close_one_unconnected, app, lines)


def _close_one_unconnected(app: Application, call_id: int) -> None:
    with app.database.transaction() as session:
        line = settling_unconnected.close_unconnected(session, call_id, app.clock())
    if line is not None:
        app.carrier.hang_up(line)


def _end_lines(app: Application) -> None:
    with app.database.transaction() as session:
        lines = settling_calls.lines_to_end(session, app.clock())
    _each(_end_line, app, lines)


def _end_line(app: Application, call_sid: str) -> None:
    app.carrier.hang_up(call_sid)


def _close_forgotten(app: Application) -> None:
    with app.database.transaction() as session:
        settling_calls.close_forgotten(session, app.clock())
        settling_unconnected.forget_previews(session, app.clock())


def _end_shifts(app: Application) -> None:
    with app.database.transaction() as session:
        planning.end_those_that_are_over(session, app.clock())


def _break_spending(app: Application, watch: SpendingWatch) -> None:
    at = app.clock()
    if not watch.is_due(at):
        return
    with app.database.transaction() as session:
        spending.freeze_who_spends_too_much(session, app.config.prices, at)
    watch.checked(at)


def _give_back_unsent(app: Application) -> None:
    with app.database.transaction() as session:
        giving_back.give_back_forgotten(session, app.clock())


def _offer_overdue(app: Application) -> None:
    with app.database.transaction() as session:
        shifts = escalating.shifts_to_escalate(session, app.clock())
    _each(_offer_overdue_of, app, shifts)


def _offer_overdue_of(app: Application, shift_id: int) -> None:
    with app.database.transaction() as session:
        escalating.offer_overdue(session, shift_id, app.clock())


def _send_notices(app: Application) -> None:
    with app.database.transaction() as session:
        due = noticing.notices_due(session, app.clock())
    for notice_id in due:
        enqueue(app, QueueName.TEXTS, notice_jobs.send, notice_id)


def _carry_out_directions(app: Application) -> None:
    with app.database.transaction() as session:
        directing.carry_out_what_waits(session, app.clock())


def _fetch_guests(app: Application) -> None:
    with app.database.transaction() as session:
        guests = handing_over.guests_to_fetch(session, app.clock())
    _each(_fetch_guest, app, guests)


def _fetch_guest(app: Application, caller_id: int) -> None:
    handing_over.go_home(app.database, app.carrier, caller_id, app.clock)


def _see_to_voices(app: Application) -> None:
    with app.database.transaction() as session:
        callers = supervising.callers_to_see_to(session, app.clock())
    _each(_see_to_voices_of, app, callers)


def _see_to_voices_of(app: Application, caller_id: int) -> None:
    supervising.see_to(app.database, app.carrier, caller_id, app.clock())


def _free_lines(app: Application) -> None:
    """The lines of volunteers who are gone cost money, and would take voters to an empty chair."""
    with app.database.transaction() as session:
        lines = forsaken.free_forsaken(session, app.clock())
    _each(_end_line, app, lines)


def _count_a_list(app: Application) -> None:
    with app.database.transaction() as session:
        if (list_id := counting_lists.list_to_count(session, app.clock())) is not None:
            counting_lists.count_list(session, list_id, app.clock())
    with app.database.transaction() as session:
        if (list_id := unreachable.list_to_bar(session, app.clock())) is not None:
            unreachable.keep_barred(session, list_id, app.clock())


def _forget_uploads(app: Application) -> None:
    with app.database.transaction() as session:
        uploading.forget_left_behind(session, app.clock())


def _forget_what_was_kept(app: Application) -> None:
    with app.database.transaction() as session:
        telling_others.forget_delivered(session, app.clock())
        keeping.forget_exports(session, app.clock())
