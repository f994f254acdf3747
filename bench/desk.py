"""Every page of the desk with a million voters, 200,000 calls and 800,000 texts behind it, a
fourth of them answered, with two answers each.

Each page is asked for again and again through the application, in turn with the others, as one
coordinator at a browser does; what is told is the 95th percentile of the time until the page is
whole, without the network.
"""

import os
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bench._figures import Figure, arguments, report
from bench._voters import AT, fill_voters, run
from phonebank.config import load_config
from phonebank.db import Database, make_engine
from phonebank.domain.organisation import Member
from phonebank.migrations import upgrade
from phonebank.services.counting_lists import count_list
from phonebank.services.unreachable import keep_barred
from phonebank.web import create_app
from phonebank.web.sign_in_links import sign_in_link
from phonebank.wiring import Application

_REST = """
INSERT INTO member (organisation_id, email, name, role, sign_in_version)
     SELECT id, 'bench@example.org', 'Bench', 'coordinator', 1 FROM organisation;
INSERT INTO campaign (organisation_id, name, sender_name, languages, max_attempts, created_at)
     SELECT id, 'Bench', 'Bench', '{en}', 3, :at FROM organisation;
INSERT INTO call_script (organisation_id, campaign_id, name, version, opening, first_text)
     SELECT organisation_id, id, 'Bench', 1, '{}', '{}' FROM campaign;
INSERT INTO shift (organisation_id, campaign_id, voter_list_id, call_script_id, name, channel,
                   languages, state, callers_wanted, join_code, sign_up_code, starts_at, ends_at,
                   launched_at)
     SELECT s.organisation_id, s.campaign_id, l.id, s.id, 'Shift ' || n,
            CASE WHEN n % 2 = 0 THEN 'call' ELSE 'text' END, '{en}',
            CASE WHEN n > 8 THEN 'running' ELSE 'ended' END, '{}', 'bench-' || n, 'sign-up-' || n,
            :at,
            CAST(:at AS timestamptz) + interval '4 hours', :at
       FROM call_script s, voter_list l, generate_series(1, 10) n;
INSERT INTO question (organisation_id, call_script_id, position, kind, required, text, note,
                      ends_survey)
     SELECT organisation_id, id, n, 'single', true, '{"en": "Will you vote?"}', '{}', false
       FROM call_script, generate_series(1, 2) n;
INSERT INTO choice (organisation_id, question_id, position, code, text, ends_survey)
     SELECT organisation_id, id, n, 'choice ' || n, '{"en": "Perhaps"}', false
       FROM question, generate_series(1, 4) n;
INSERT INTO caller (organisation_id, shift_id, name, contact, languages, page_language, return_code,
                    tab, on_break, held, messages_read_to, on_phone, phone_rings, joined_at,
                    seen_at)
     SELECT organisation_id, id, 'Val ' || n, '', '{en}', 'en', id || '-' || n, '', false, false, 0,
            false, 0, :at, :at
       FROM shift, generate_series(1, 20) n;
INSERT INTO call (organisation_id, shift_id, caller_id, voter_id, phone_number_id, to_number,
                  from_number, request_key, carrier_sid, state, queued_at, placed_at, answered_at,
                  ended_at, closed_at, result, note)
     SELECT p.organisation_id, s.shift_id, s.first_caller_id + p.id / 5 % 20, p.voter_id, p.id,
            p.e164, '+16515550100', p.id::text, 'CA' || p.id, 'completed', s.at, s.at,
            CASE WHEN p.id % 4 = 0 THEN s.at + interval '20 seconds' END,
            s.at + interval '1 minute', s.at + interval '2 minutes',
            CASE WHEN p.id % 4 = 0 THEN 'reached' ELSE 'not home' END, ''
       FROM phone_number p
       JOIN (SELECT shift_id, min(id) AS id FROM caller GROUP BY 1) f
            ON f.shift_id = 2 * (1 + p.id % 5),
            LATERAL (SELECT f.shift_id, f.id AS first_caller_id, CAST(:at AS timestamptz)
                            + p.id / 100 % 220 * interval '1 minute' AS at) s
      WHERE p.id <= :calls;
INSERT INTO conversation (organisation_id, shift_id, voter_id, phone_number_id, caller_id,
                          our_number, their_number, language, state, draft, unread, held, last_at,
                          last_inbound_at, waiting_since)
     SELECT p.organisation_id, s.shift_id, p.voter_id, p.id, s.first_caller_id + p.id / 5 % 20,
            '+16515550100', p.e164, 'en', CASE WHEN p.id % 77 = 0 THEN 'opted out' ELSE 'open' END,
            '', CASE WHEN p.id % 88 = 0 THEN 1 ELSE 0 END, false, s.at,
            CASE WHEN p.id % 4 = 0 THEN s.at END, CASE WHEN p.id % 88 = 0 THEN s.at END
       FROM phone_number p
       JOIN (SELECT shift_id, min(id) AS id FROM caller GROUP BY 1) f
            ON f.shift_id = 1 + 2 * (p.id % 5),
            LATERAL (SELECT f.shift_id, f.id AS first_caller_id, CAST(:at AS timestamptz)
                            + p.id / 100 % 220 * interval '1 minute' AS at) s
      WHERE p.id <= :texts / 2;
INSERT INTO text_message (organisation_id, shift_id, conversation_id, caller_id, direction, state,
                          purpose, body, segments, bulk, needs_decision, language, first,
                          times_lost, queued_at)
     SELECT c.organisation_id, c.shift_id, c.id, CASE WHEN NOT answers THEN c.caller_id END,
            CASE WHEN answers THEN 'in' ELSE 'out' END,
            CASE WHEN answers THEN 'received' ELSE 'delivered' END, 'outreach', 'A made-up text.',
            1, false, false, 'en', n = 1, 0, c.last_at
       FROM conversation c, generate_series(1, 2) n,
            LATERAL (SELECT n = 2 AND c.last_inbound_at IS NOT NULL AS answers) which;
INSERT INTO assignment (organisation_id, shift_id, voter_id, language, position, state, not_before,
                        attempts)
     SELECT v.organisation_id, done.shift_id, v.id, v.language, v.id, 'done', :at, 1
       FROM (SELECT shift_id, voter_id FROM call
              UNION SELECT shift_id, voter_id FROM conversation) done
       JOIN voter v ON v.id = done.voter_id;
INSERT INTO assignment (organisation_id, shift_id, voter_id, language, position, state, not_before,
                        attempts)
     SELECT v.organisation_id, s.id, v.id, v.language, v.id, 'waiting', :at, 0
       FROM voter v JOIN shift s ON s.id = 1 + v.id % 10
         ON CONFLICT DO NOTHING;
INSERT INTO answer (organisation_id, shift_id, voter_id, question_id, place, choice_id, language,
                    door, caller_id, at)
     SELECT met.organisation_id, met.shift_id, met.voter_id, c.question_id, 0, c.id, 'en', met.door,
            met.caller_id, :at
       FROM (SELECT organisation_id, shift_id, voter_id, caller_id, 'caller' AS door
               FROM call WHERE result = 'reached'
              UNION ALL
             SELECT organisation_id, shift_id, voter_id, caller_id, 'reply'
               FROM conversation WHERE last_inbound_at IS NOT NULL) met
       JOIN choice c ON c.position = 1 + met.voter_id / 4 % 4
"""
_PAGES = (
    "/desk",
    "/desk/lists",
    "/desk/lists/1",
    "/desk/lists/1/unreachable",
    "/desk/shifts/new",
    "/desk/shifts/9",
    "/desk/shifts/10",
    "/desk/shifts/10/now",
    "/desk/shifts/2",
    "/desk/shifts/9/pictures",
    "/desk/shifts/10/pictures",
    "/desk/shifts/10/volunteers",
    "/desk/scripts/1",
    "/desk/results?by=campaign",
    "/desk/results?by=shift",
    "/desk/results?by=language",
    "/desk/results?by=volunteer",
    "/desk/results?by=day",
    "/desk/results/areas",
)
_BOUND_MS = 300
_LATE = AT + timedelta(minutes=225)
"""What time it is: the shifts are nearly over."""


def main() -> None:
    """Fill the database, ask for the pages, and report."""
    options = arguments(
        "Pages of the desk", voters=1_000_000, calls=200_000, texts=800_000, rounds=25
    )
    url = os.environ["PHONEBANK_DATABASE_URL"]
    upgrade(url)
    fill_voters(url, options.voters)
    run(url, _REST, calls=options.calls, texts=options.texts)
    _count_the_list(url)
    milliseconds = _times(url, options.rounds)
    figures = [
        Figure(page, round(sorted(taken)[int(0.95 * (len(taken) - 1))], 1), "ms")
        for page, taken in milliseconds.items()
    ]
    over = sum(figure.value > _BOUND_MS for figure in figures)
    report("desk", [*figures, Figure(f"pages over {_BOUND_MS} ms", over, "pages")], options.json)


def _count_the_list(url: str) -> None:
    """As an import does at its end, and the conductor after it."""
    engine = make_engine(url)
    with Database(engine).transaction() as session:
        list_id = session.scalar(text("SELECT min(id) FROM voter_list")) or 0
        count_list(session, list_id, AT)
        keep_barred(session, list_id, AT)
    engine.dispose()


def _times(url: str, rounds: int) -> dict[str, list[float]]:
    app = Application(load_config({**os.environ, **_CONFIG}))
    flask = create_app(app)
    browser = flask.test_client()
    with app.database.transaction() as session:
        member = session.get_one(Member, session.scalar(text("SELECT min(id) FROM member")))
    browser.get(sign_in_link(app.config, member).removeprefix(app.config.public_url))
    taken: dict[str, list[float]] = {page: [] for page in _PAGES}
    for _ in range(rounds):
        for page, times in taken.items():
            began = time.perf_counter()
            answer = browser.get(page)
            answer.get_data()
            times.append((time.perf_counter() - began) * 1000)
            assert answer.status_code == 200, (page, answer.status_code)  # noqa: S101
    return taken


_CONFIG = {
    "PHONEBANK_PUBLIC_URL": "http://127.0.0.1:8000",
    "PHONEBANK_WEBHOOKS_URL": "http://127.0.0.1:8001",
    "PHONEBANK_SECRET_KEY": "a bench keeps no secret",
    "PHONEBANK_CLOCK_OFFSET_SECONDS": str(int((_LATE - datetime.now(UTC)).total_seconds())),
}


if __name__ == "__main__":
    main()
