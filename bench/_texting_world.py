"""A made-up campaign by text, written set by set: as many voters and texts as a bench asks for."""

from datetime import UTC, datetime

from sqlalchemy import Engine, text

OUR_NUMBER = "+16515550100"
NOON = datetime(2026, 12, 1, 18, tzinfo=UTC)
"""When every zone of the mainland may be texted."""

AREA_CODES = ["612", "651", "763", "952", "218", "320", "507", "404", "470"]
BODY = "Hi Ada, Sample Neighbors here. Will you vote on December 8? 1 yes, 2 no. STOP to end."


def clock_offset_seconds() -> int:
    """So that phonebank's clock says noon now."""
    return int((NOON - datetime.now(UTC)).total_seconds())


def make_campaign(engine: Engine, voters: int, texters: int = 1) -> None:
    """A running shift with so many voters, each in an open conversation, spread over texters."""
    with engine.begin() as connection:
        for statement in _WORLD.split(";"):
            connection.execute(
                text(statement),
                {
                    "voters": voters,
                    "texters": texters,
                    "at": NOON,
                    "ours": OUR_NUMBER,
                    "codes": AREA_CODES,
                },
            )


def queue_texts(engine: Engine, count: int) -> None:
    """First texts that wait for the first `count` voters; whatever there was is gone."""
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM text_message"))
        connection.execute(text(_QUEUE), {"count": count, "at": NOON, "body": BODY})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE text_message"))


_QUEUE = """
INSERT INTO text_message (organisation_id, shift_id, conversation_id, campaign_id, direction, body,
                          segments, bulk, language, first, purpose, state, queued_at, due_at,
                          times_lost, needs_decision)
     SELECT c.organisation_id, c.shift_id, c.id, s.campaign_id, 'out', :body, 1, true, 'en', true,
            'outreach', 'queued', :at, :at, 0, false
       FROM conversation c JOIN shift s ON s.id = c.shift_id ORDER BY c.id LIMIT :count
"""
_WORLD = """
INSERT INTO organisation (slug, name, opt_out_scope, frozen, created_at)
     VALUES ('bench', 'Bench', 'organisation', false, :at);
INSERT INTO owned_number (organisation_id, e164) SELECT id, :ours FROM organisation;
INSERT INTO campaign (organisation_id, name, sender_name, languages, max_attempts, created_at)
     SELECT id, 'Bench', 'Bench', '{en}', 3, :at FROM organisation;
INSERT INTO call_script (organisation_id, campaign_id, name, opening, first_text, version)
     SELECT organisation_id, id, 'Bench', '{}', '{"en": "Bench here. STOP to end."}', 1
       FROM campaign;
INSERT INTO question (organisation_id, call_script_id, position, kind, required, text, note,
                      ends_survey)
     SELECT organisation_id, id, n, 'single', true, '{"en": "Will you vote?"}', '{}', false
       FROM call_script, generate_series(1, 2) n;
INSERT INTO choice (organisation_id, question_id, position, code, text, ends_survey)
     SELECT organisation_id, id, 1, 'yes', '{"en": "Yes"}', false FROM question;
INSERT INTO choice (organisation_id, question_id, position, code, text, ends_survey)
     SELECT organisation_id, id, 2, 'no', '{"en": "No"}', false FROM question;
INSERT INTO voter_list (organisation_id, name, created_at)
     SELECT id, 'Bench', :at FROM organisation;
INSERT INTO shift (organisation_id, campaign_id, voter_list_id, call_script_id, name, channel,
                   languages, state, callers_wanted, join_code, sign_up_code, starts_at, ends_at,
                   launched_at)
     SELECT s.organisation_id, s.campaign_id, l.id, s.id, 'Bench', 'text', '{en}', 'running', '{}',
            'bench', 'bench', :at, CAST(:at AS timestamptz) + interval '4 hours', :at
       FROM call_script s, voter_list l;
INSERT INTO caller (organisation_id, shift_id, name, contact, languages, page_language, return_code,
                    tab, on_break, held, messages_read_to, on_phone, phone_rings, joined_at,
                    seen_at)
     SELECT organisation_id, id, 'Texter ' || n, '', '{en}', 'en', 'bench-' || n, '', false, false,
            0, false, 0, :at, :at FROM shift, generate_series(1, :texters) n;
INSERT INTO voter (organisation_id, identity, first_name, last_name, romanised_name, language,
                   address, city, state, zip_code, extra, created_at, updated_at)
     SELECT o.id, 'id:' || n, 'Ada' || n, 'Example', '', 'en', '', '', 'MN', '', '{}', :at, :at
       FROM organisation o, generate_series(1, :voters) n;
INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type, consent_at)
     SELECT organisation_id, id, '+1' || (CAST(:codes AS text[]))[1 + id / 100 % 9] || '55501'
            || lpad(CAST(id % 100 AS text), 2, '0'), 0, 'mobile', :at FROM voter;
INSERT INTO assignment (organisation_id, shift_id, voter_id, language, position, state, not_before,
                        attempts)
     SELECT v.organisation_id, s.id, v.id, 'en', v.id, 'done', :at, 1 FROM voter v, shift s;
INSERT INTO conversation (organisation_id, shift_id, voter_id, phone_number_id, caller_id,
                          our_number, their_number, language, state, draft, unread, held, last_at)
     SELECT s.organisation_id, s.id, p.voter_id, p.id,
            (SELECT min(id) FROM caller) + p.id % :texters, :ours, p.e164, 'en', 'open', '', 0,
            false, CAST(:at AS timestamptz) - p.id * interval '1 second'
       FROM phone_number p, shift s
"""
