"""What the database knows of a number, for the gate: all of it in one statement, for any number of
numbers, as the transaction that will commit the contact sees it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from phonebank.domain.call import UNCOUNTED, CallState
from phonebank.domain.contact_request import (
    CampaignRules,
    CampaignStanding,
    Channel,
    ContactHistory,
    ContactRequest,
    Initiator,
    LineType,
    Purpose,
    SuppressionFound,
    SuppressionReason,
    SuppressionScope,
)
from phonebank.domain.dial_mode import DialMode
from phonebank.domain.ledger import WINDOW
from phonebank.domain.shift import ShiftState
from phonebank.domain.text_message import TextState
from phonebank.domain.voicemail import VoicemailPolicy
from phonebank.domain.zones import Whereabouts
from phonebank.services.under_way import under_way_sql

_STANDING = {
    ShiftState.PLANNED: CampaignStanding.PAUSED,
    ShiftState.PAUSED: CampaignStanding.PAUSED,
    ShiftState.RUNNING: CampaignStanding.OPEN,
    ShiftState.ENDED: CampaignStanding.ENDED,
}
_UNCOUNTED = ", ".join(f"'{result.value}'" for result in sorted(UNCOUNTED))

_FACTS = """
    SELECT {more} n.id, n.voter_id, n.e164, n.position, n.line_type, n.dead,
           n.no_texts_at, n.consent_at,
           v.state AS address_state, v.zip_code, v.stated_zone,
           s.state AS shift_state, c.opens, c.closes, c.max_attempts, c.rest_seconds, o.frozen,
           ARRAY(SELECT p.reason || '/' || p.scope
                   FROM suppression p JOIN organisation theirs ON theirs.id = p.organisation_id
                  WHERE p.e164 = n.e164 AND p.lifted_at IS NULL
                    AND (p.organisation_id = o.id
                         OR p.scope = 'coalition' AND theirs.coalition_id = o.coalition_id)
                ) AS suppressions,
           EXISTS (SELECT FROM voter_list_entry e JOIN voter_list l ON l.id = e.voter_list_id
                    WHERE e.voter_id = v.id AND l.kind = 'exclusion') AS excluded,
           EXISTS (SELECT FROM phone_number theirs
                        JOIN voter_list_entry e ON e.voter_id = theirs.voter_id
                        JOIN voter_list l ON l.id = e.voter_list_id
                       WHERE theirs.e164 = n.e164 AND theirs.organisation_id = o.id
                         AND l.kind = 'do not contact') AS number_barred,
           place.attempts AS texted, place.promised_for,
           (SELECT max(t.last_inbound_at) FROM conversation t
             WHERE t.shift_id = s.id AND t.voter_id = v.id) AS wrote_at,
           called.attempts, called.tries, called.last_at, called.abandoned_at
      FROM {numbers}
      JOIN voter v ON v.id = n.voter_id
      JOIN {shift}
      JOIN organisation o ON o.id = v.organisation_id
      LEFT JOIN assignment place ON place.shift_id = s.id AND place.voter_id = v.id
      CROSS JOIN LATERAL ({calls}) called
     WHERE {of_whom}
"""
_CALLS = f"""
    SELECT count(*) FILTER (WHERE counts) AS attempts,
           count(*) FILTER (WHERE counts AND k.phone_number_id = n.id) AS tries,
           max(k.placed_at) FILTER (WHERE counts) AS last_at,
           max(k.abandoned_at) AS abandoned_at
      FROM (SELECT k.*, k.result NOT IN ({_UNCOUNTED}) AND NOT k.inbound
                        AND k.closed_at > %(at)s - make_interval(days => c.attempts_days::int)
                        AS counts
              FROM call k JOIN shift ks ON ks.id = k.shift_id
             WHERE k.voter_id = v.id AND ks.campaign_id = c.id) k
"""  # noqa: S608 - made of our own enums alone
_NO_CALLS = """
    SELECT 0 AS attempts, 0 AS tries, NULL::timestamptz AS last_at,
           NULL::timestamptz AS abandoned_at
"""
"""A text looks at no calls."""
_SHIFT = "shift s ON s.id = {} JOIN campaign c ON c.id = s.campaign_id"
_NO_SHIFT = """
    (SELECT NULL::bigint AS id, 'running' AS state, NULL::time AS opens, NULL::time AS closes,
            NULL::bigint AS max_attempts, 0 AS rest_seconds, 0 AS attempts_days) s ON true
      CROSS JOIN LATERAL (SELECT s.*) c"""
"""What a list is asked by, before anybody has planned a shift for it."""


def _facts_of(of_whom: str) -> str:
    shift = _SHIFT.format("%(shift_id)s")
    return _FACTS.format(
        more="", numbers="phone_number n", shift=shift, calls=_CALLS, of_whom=of_whom
    )


_OF_NUMBERS = _facts_of("n.id = ANY(%(ids)s)")
_OF_VOTERS = _facts_of("n.voter_id = ANY(%(ids)s) ORDER BY n.voter_id, n.position")
_OF_LISTED = _FACTS.format(
    more="",
    numbers="phone_number n",
    shift=_NO_SHIFT,
    calls=_NO_CALLS,
    of_whom="n.voter_id = ANY(%(ids)s) ORDER BY n.voter_id, n.position",
)
_ALIKE = """
    SELECT facts, min(anybody) AS voter_id, count(*) AS voters
      FROM (SELECT voter_id, min(voter_id) AS anybody, array_agg(fact ORDER BY fact) AS facts
              FROM (SELECT DISTINCT f.voter_id,
                           concat_ws(' ', line_type, dead, no_texts_at IS NOT NULL, excluded,
                                     number_barred, frozen, consent_at IS NOT NULL,
                                     suppressions::text) AS fact
                      FROM ({facts}) f) each
             GROUP BY voter_id) of_voter
     GROUP BY facts
"""
_ALIKE_ON_LIST = _ALIKE.format(
    facts=_FACTS.format(
        more="",
        numbers="voter_list_entry entry JOIN phone_number n ON n.voter_id = entry.voter_id",
        shift=_NO_SHIFT,
        calls=_NO_CALLS,
        of_whom="entry.voter_list_id = %(list_id)s",
    )
)
_OF_TEXTS = _FACTS.format(
    more="m.id AS text_id, m.state AS text_state, m.taken_at, m.purpose, m.bulk,",
    numbers="""text_message m JOIN conversation talk ON talk.id = m.conversation_id
                              JOIN phone_number n ON n.id = talk.phone_number_id""",
    shift=_SHIFT.format("talk.shift_id"),
    calls=_NO_CALLS,
    of_whom="m.id = ANY(%(ids)s)",
)
_OF_CALL = _FACTS.format(
    more=f"""k.state AS call_state, k.carrier_sid, k.closed_at, k.mode,
            c.voicemail ->> v.language AS voicemail,
            EXISTS (SELECT FROM call other
                     WHERE other.to_number = k.to_number AND other.id <> k.id
                       AND {under_way_sql("other")}
                       AND other.carrier_sid IS NOT NULL) AS in_use,""",
    numbers="call k JOIN phone_number n ON n.id = k.phone_number_id",
    shift=_SHIFT.format("k.shift_id"),
    calls=_CALLS,
    of_whom="k.id = %(call_id)s",
)


@dataclass(frozen=True)
class NumberFacts:
    """A number of a voter on a shift. `tries` is how often it was called of late, `request` what
    the gate is asked of a contact by a person, `abandoned` whether a call to the voter found
    nobody free within the ledger's days."""

    id: int
    voter_id: int
    position: int
    tries: int
    abandoned: bool
    request: ContactRequest


@dataclass(frozen=True)
class CallToPlace:
    """A call as it stands just before the carrier is asked. `in_use` tells of another call to the
    same number, `voicemail` what is done with an answering machine."""

    state: CallState
    carrier_sid: str | None
    closed_at: datetime | None
    mode: DialMode
    in_use: bool
    voicemail: VoicemailPolicy
    number: NumberFacts


def call_to_place(session: Session, call_id: int, at: datetime) -> CallToPlace:
    """A call and what is known of its number, in one statement: a dialer asks it for each line."""
    session.flush()
    row = session.connection().exec_driver_sql(_OF_CALL, {"call_id": call_id, "at": at}).one()
    known = _known(row, Channel.CALL, at)
    mode, state = DialMode(row.mode), CallState(row.call_state)
    voicemail = VoicemailPolicy(row.voicemail or VoicemailPolicy.HANG_UP)
    return CallToPlace(state, row.carrier_sid, row.closed_at, mode, row.in_use, voicemail, known)


@dataclass(frozen=True)
class TextFacts:
    """A text of ours as it stands; `request` is what the gate is asked of it."""

    text_id: int
    state: TextState
    taken_at: datetime | None
    request: ContactRequest


def facts_of_texts(session: Session, ids: Sequence[int], at: datetime) -> list[TextFacts]:
    """What is known of these texts and of the numbers that they are for."""
    session.flush()
    values = {"ids": list(ids), "at": at}
    rows = session.connection().exec_driver_sql(_OF_TEXTS, values)
    return [_text_known(row, at) for row in rows]


def _text_known(row: Row[Any], at: datetime) -> TextFacts:
    request = replace(
        _known(row, Channel.TEXT, at).request,
        purpose=Purpose(row.purpose),
        initiated_by=Initiator.MACHINE if row.bulk else Initiator.PERSON,
    )
    return TextFacts(row.text_id, TextState(row.text_state), row.taken_at, request)


def facts_of_numbers(
    session: Session, shift_id: int, ids: Sequence[int], channel: Channel, at: datetime
) -> list[NumberFacts]:
    """What is known of these numbers, for a contact on a shift."""
    return _facts(session, _OF_NUMBERS, shift_id, ids, channel, at)


def facts_of_voters(
    session: Session, shift_id: int, voter_ids: Sequence[int], channel: Channel, at: datetime
) -> list[NumberFacts]:
    """What is known of every number of these voters, in each voter's order."""
    return _facts(session, _OF_VOTERS, shift_id, voter_ids, channel, at)


def facts_of_listed(
    session: Session, voter_ids: Sequence[int], channel: Channel, at: datetime
) -> list[NumberFacts]:
    """What is known of every number of these voters, whatever the shift."""
    return _facts(session, _OF_LISTED, None, voter_ids, channel, at)


def likenesses(session: Session, list_id: int) -> list[tuple[int, int]]:
    """The voters of a list in groups whose numbers are all alike to the gate, but for the hour:
    somebody of each group, and how many they are. Whoever has no number is in none."""
    session.flush()
    rows = session.connection().exec_driver_sql(_ALIKE_ON_LIST, {"list_id": list_id})
    return [(row.voter_id, row.voters) for row in rows]


def _facts(
    session: Session,
    statement: str,
    shift_id: int | None,
    ids: Sequence[int],
    channel: Channel,
    at: datetime,
) -> list[NumberFacts]:
    session.flush()  # the driver's own SQL does not do that by itself
    values = {"shift_id": shift_id, "ids": list(ids), "at": at}
    rows = session.connection().exec_driver_sql(statement, values)
    return [_known(row, channel, at) for row in rows]


def _known(row: Row[Any], channel: Channel, at: datetime) -> NumberFacts:
    by_call = channel is Channel.CALL
    request = ContactRequest(
        number=row.e164,
        channel=channel,
        at=at,
        whereabouts=Whereabouts(row.address_state or None, row.zip_code or None, row.stated_zone),
        line_type=LineType(row.line_type),
        consent_to_machine=row.consent_at is not None and row.consent_at <= at,
        suppressions=tuple(_suppression(each) for each in row.suppressions),
        number_dead=row.dead is not None,
        untextable=row.no_texts_at is not None,
        excluded=row.excluded,
        number_barred=row.number_barred,
        # whoever asked for it at a certain time is called back, and not called anew
        purpose=Purpose.CALLBACK if by_call and row.promised_for else Purpose.OUTREACH,
        campaign=CampaignRules(
            standing=_STANDING[ShiftState(row.shift_state)],
            opens=row.opens,
            closes=row.closes,
            max_attempts=row.max_attempts,
            rest_seconds=row.rest_seconds if by_call else 0,
        ),
        history=ContactHistory(
            attempts=row.attempts if by_call else row.texted or 0,
            last_contacted_at=row.last_at if by_call else None,
            voter_wrote_at=row.wrote_at,
        ),
        organisation_frozen=row.frozen,
    )
    abandoned = row.abandoned_at is not None and row.abandoned_at > at - WINDOW
    return NumberFacts(row.id, row.voter_id, row.position, row.tries, abandoned, request)


def _suppression(told: str) -> SuppressionFound:
    reason, _, scope = told.partition("/")
    return SuppressionFound(SuppressionReason(reason), SuppressionScope(scope))
