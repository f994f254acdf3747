"""Into the database by COPY and set-based statements: the same few steps for ten or a million rows.

Rows arrive in two temporary tables, are recognised as voters who are there already or as each
other, and are then merged. A statement changes a row only where a value differs.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any, Final

import psycopg
from sqlalchemy import Result, text
from sqlalchemy.orm import Session

from phonebank.services.importing.people import ReadyVoter, RefusedRow

_ARRIVING: Final = (
    """
    CREATE TEMPORARY TABLE arriving_voter (
        line bigint PRIMARY KEY, person bigint, identity text, voter_file_id text,
        first_name text, last_name text, romanised_name text, language text, address text,
        city text, state text, zip_code text, extra jsonb, by_name boolean DEFAULT false
    ) ON COMMIT DROP
    """,
    """
    CREATE TEMPORARY TABLE arriving_number (
        line bigint, rank bigint, e164 text, line_type text
    ) ON COMMIT DROP
    """,
)
"""`person` is the line of the file's first row about the same voter; `by_name` marks a row whose
identity, made of name and number, is nobody's yet."""

_COPY_VOTERS: Final = """
    COPY arriving_voter (line, person, identity, voter_file_id, first_name, last_name,
        romanised_name, language, address, city, state, zip_code, extra) FROM STDIN
    """
_COPY_NUMBERS: Final = "COPY arriving_number (line, rank, e164, line_type) FROM STDIN"
_COPY_REFUSED: Final = """
    COPY rejected_row (organisation_id, voter_import_id, line, reason, row) FROM STDIN
    """

_INDEX: Final = (
    "CREATE INDEX ON arriving_voter (identity)",
    "CREATE INDEX ON arriving_number (line)",
    "ANALYZE arriving_voter",
    "ANALYZE arriving_number",
)

# A voter who was known by name and number only takes the id with which a row of the same name and
# a shared number comes. Two ids are two people, whatever their name and number.
_GIVE_IDS: Final = """
    WITH newcomer AS MATERIALIZED (  -- few, where a file comes again; so they are found first
        SELECT a.* FROM arriving_voter a
         WHERE a.voter_file_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM voter o WHERE o.organisation_id = :organisation_id
                              AND o.identity = a.identity)
    ), found AS (
        SELECT DISTINCT ON (a.identity) a.identity, a.line, a.voter_file_id, k.id AS voter_id
          FROM newcomer a
          JOIN arriving_number n ON n.line = a.line
          JOIN phone_number p ON p.e164 = n.e164 AND p.organisation_id = :organisation_id
          JOIN voter k ON k.id = p.voter_id AND k.voter_file_id IS NULL
           AND lower(trim(k.first_name || ' ' || k.last_name))
             = lower(trim(a.first_name || ' ' || a.last_name))
         ORDER BY a.identity, p.id
    )
    UPDATE voter v SET identity = r.identity, voter_file_id = r.voter_file_id, updated_at = :at
      FROM (SELECT DISTINCT ON (voter_id) * FROM found ORDER BY voter_id, line) r
     WHERE v.id = r.voter_id
    """

# Rows of strangers without an id wait until everybody with an id is in, from this file too.
_SET_STRANGERS_ASIDE: Final = """
    UPDATE arriving_voter a SET by_name = true
     WHERE a.voter_file_id IS NULL
       AND NOT EXISTS (SELECT FROM voter v
                        WHERE v.organisation_id = :organisation_id AND v.identity = a.identity)
    """

# Then they are recognised by name and a shared number, and add only what is not known yet. Who has
# had the number longest is meant: numbers only ever come in addition, so that it is the same voter
# when the file comes again.
_RECOGNISE_STRANGERS: Final = """
    UPDATE arriving_voter a
       SET identity = v.identity, first_name = '', last_name = '',
           romanised_name = CASE v.romanised_name WHEN '' THEN a.romanised_name ELSE '' END,
           language = CASE v.language WHEN 'und' THEN a.language ELSE 'und' END,
           address = CASE v.address WHEN '' THEN a.address ELSE '' END,
           city = CASE v.city WHEN '' THEN a.city ELSE '' END,
           state = CASE v.state WHEN '' THEN a.state ELSE '' END,
           zip_code = CASE v.zip_code WHEN '' THEN a.zip_code ELSE '' END,
           extra = a.extra - ARRAY(SELECT jsonb_object_keys(v.extra))
      FROM (SELECT DISTINCT ON (s.identity) s.identity, k.id AS voter_id
              FROM arriving_voter s
              JOIN arriving_number n ON n.line = s.line
              JOIN phone_number p ON p.e164 = n.e164 AND p.organisation_id = :organisation_id
              JOIN voter k ON k.id = p.voter_id
               AND lower(trim(k.first_name || ' ' || k.last_name))
                 = lower(trim(s.first_name || ' ' || s.last_name))
             WHERE s.by_name
             ORDER BY s.identity, p.id) r
      JOIN voter v ON v.id = r.voter_id
     WHERE a.by_name AND a.identity = r.identity
    """

# Of several rows about one voter the last says what is true, where it says anything.
_JOIN_ROWS: Final = (
    """
    UPDATE arriving_voter a SET person = d.person
      FROM (SELECT identity, min(line) AS person FROM arriving_voter
             WHERE by_name = :by_name GROUP BY identity HAVING count(*) > 1) d
     WHERE a.identity = d.identity AND a.by_name = :by_name
    """,
    """
    UPDATE arriving_voter a
       SET first_name = coalesce(d.first_name[1], ''), last_name = coalesce(d.last_name[1], ''),
           romanised_name = coalesce(d.romanised_name[1], ''),
           voter_file_id = d.voter_file_id[1], language = coalesce(d.language[1], 'und'),
           address = coalesce(d.address[1], ''), city = coalesce(d.city[1], ''),
           state = coalesce(d.state[1], ''), zip_code = coalesce(d.zip_code[1], ''),
           extra = coalesce(d.extra, '{}')
      FROM (SELECT b.person,
                   array_agg(first_name ORDER BY line DESC)
                       FILTER (WHERE first_name <> '') AS first_name,
                   array_agg(last_name ORDER BY line DESC)
                       FILTER (WHERE last_name <> '') AS last_name,
                   array_agg(romanised_name ORDER BY line DESC)
                       FILTER (WHERE romanised_name <> '') AS romanised_name,
                   array_agg(voter_file_id ORDER BY line DESC)
                       FILTER (WHERE voter_file_id IS NOT NULL) AS voter_file_id,
                   array_agg(language ORDER BY line DESC)
                       FILTER (WHERE language <> 'und') AS language,
                   array_agg(address ORDER BY line DESC)
                       FILTER (WHERE address <> '') AS address,
                   array_agg(city ORDER BY line DESC)
                       FILTER (WHERE city <> '') AS city,
                   array_agg(state ORDER BY line DESC)
                       FILTER (WHERE state <> '') AS state,
                   array_agg(zip_code ORDER BY line DESC)
                       FILTER (WHERE zip_code <> '') AS zip_code,
                   (SELECT jsonb_object_agg(e.key, e.value ORDER BY c.line)
                      FROM arriving_voter c, jsonb_each(c.extra) e
                     WHERE c.identity = b.identity AND c.by_name = :by_name) AS extra
              FROM arriving_voter b
             WHERE b.by_name = :by_name
               AND b.identity IN (SELECT identity FROM arriving_voter
                                   WHERE line <> person AND by_name = :by_name)
             GROUP BY b.person, b.identity) d
     WHERE a.line = d.person
    """,
)

_COUNT_NEW: Final = """
    SELECT count(*) FROM arriving_voter a
     WHERE a.line = a.person AND a.by_name = :by_name
       AND NOT EXISTS (SELECT FROM voter v
                        WHERE v.organisation_id = :organisation_id AND v.identity = a.identity)
    """

# A caller may have noted another language than the file's. The voter's own word stands until the
# file itself says something else than it said before.
_MERGE_VOTERS: Final = """
    INSERT INTO voter (organisation_id, identity, voter_file_id, first_name, last_name,
           romanised_name, language, address, city, state, zip_code, extra, created_at, updated_at)
    SELECT :organisation_id, a.identity, coalesce(a.voter_file_id, v.voter_file_id),
           coalesce(nullif(a.first_name, ''), v.first_name, ''),
           coalesce(nullif(a.last_name, ''), v.last_name, ''),
           coalesce(nullif(a.romanised_name, ''), v.romanised_name, ''),
           CASE WHEN v.id IS NULL OR v.language = 'und' THEN a.language
                WHEN a.language <> 'und' AND v.extra ->> 'language' <> a.extra ->> 'language'
                THEN a.language
                ELSE v.language END,
           coalesce(nullif(a.address, ''), v.address, ''),
           coalesce(nullif(a.city, ''), v.city, ''),
           coalesce(nullif(a.state, ''), v.state, ''),
           coalesce(nullif(a.zip_code, ''), v.zip_code, ''),
           coalesce(v.extra, '{}') || a.extra,
           :at, :at
      FROM arriving_voter a
      LEFT JOIN voter v ON v.organisation_id = :organisation_id AND v.identity = a.identity
     WHERE a.line = a.person AND a.by_name = :by_name
     ORDER BY a.line
    ON CONFLICT (organisation_id, identity) DO UPDATE
       SET voter_file_id = excluded.voter_file_id, first_name = excluded.first_name,
           last_name = excluded.last_name, romanised_name = excluded.romanised_name,
           language = excluded.language, address = excluded.address, city = excluded.city,
           state = excluded.state, zip_code = excluded.zip_code, extra = excluded.extra,
           updated_at = excluded.updated_at
     WHERE (voter.voter_file_id, voter.first_name, voter.last_name, voter.romanised_name,
            voter.language, voter.address, voter.city, voter.state, voter.zip_code, voter.extra)
           IS DISTINCT FROM
           (excluded.voter_file_id, excluded.first_name, excluded.last_name,
            excluded.romanised_name, excluded.language, excluded.address, excluded.city,
            excluded.state, excluded.zip_code, excluded.extra)
    """

# Numbers are added behind those that a voter has, and none is taken away or brought back to life.
# The kind of line is filled in, and corrected only towards the mobile, with which less may be done.
_MERGE_NUMBERS: Final = """
    WITH told AS (
        SELECT v.id AS voter_id, n.e164, min(n.rank) AS rank,
               CASE WHEN bool_or(n.line_type = 'mobile') THEN 'mobile'
                    WHEN bool_or(n.line_type = 'landline') THEN 'landline'
                    ELSE 'unknown' END AS line_type
          FROM arriving_number n
          JOIN arriving_voter a ON a.line = n.line AND a.by_name = :by_name
          JOIN voter v ON v.organisation_id = :organisation_id AND v.identity = a.identity
         GROUP BY v.id, n.e164
    ), merged AS (
        INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
        SELECT :organisation_id, t.voter_id, t.e164,
               (SELECT coalesce(max(p.position) + 1, 0) FROM phone_number p
                 WHERE p.voter_id = t.voter_id)
               + row_number() OVER (PARTITION BY t.voter_id ORDER BY t.rank) - 1,
               t.line_type
          FROM told t
         ORDER BY t.rank
        ON CONFLICT (voter_id, e164) DO UPDATE SET line_type = excluded.line_type
         WHERE (phone_number.line_type = 'unknown' AND excluded.line_type <> 'unknown')
            OR (phone_number.line_type = 'landline' AND excluded.line_type = 'mobile')
        RETURNING voter_id
    )
    UPDATE voter SET updated_at = :at FROM merged
     WHERE voter.id = merged.voter_id AND voter.updated_at <> :at
    """

_ENTER_IN_LIST: Final = """
    INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position)
    SELECT :organisation_id, :list_id, v.id,
           (SELECT coalesce(max(e.position) + 1, 0) FROM voter_list_entry e
             WHERE e.voter_list_id = :list_id)
           + row_number() OVER (ORDER BY min(a.line)) - 1
      FROM arriving_voter a
      JOIN voter v ON v.organisation_id = :organisation_id AND v.identity = a.identity
     GROUP BY v.id
    ON CONFLICT (voter_list_id, voter_id) DO NOTHING
    """


@dataclass(frozen=True)
class Destination:
    """Where the rows go, and when."""

    organisation_id: int
    list_id: int
    import_id: int
    at: datetime


class Loader:
    """Takes rows in by batches, then merges them all; everything in the session's transaction."""

    def __init__(self, session: Session, destination: Destination) -> None:
        self._session = session
        self._to = destination
        self._ranks = count()
        for statement in _ARRIVING:
            session.execute(text(statement))

    def take_in(self, voters: Sequence[ReadyVoter], refused: Sequence[RefusedRow]) -> None:
        """Copy a batch; a batch is as much as is ever held in memory."""
        owner = (self._to.organisation_id, self._to.import_id)
        with self._driver().cursor() as cursor:
            _copy(cursor, _COPY_VOTERS, [_voter_row(voter) for voter in voters])
            _copy(cursor, _COPY_NUMBERS, [row for voter in voters for row in self._numbers(voter)])
            _copy(cursor, _COPY_REFUSED, [(*owner, r.line, r.reason, r.row) for r in refused])

    def merge(self) -> int:
        """Make voters of the rows that were taken in; returns how many are new."""
        for statement in (*_INDEX, _GIVE_IDS, _SET_STRANGERS_ASIDE):
            self._run(statement)
        new = self._merge_rows(by_name=False)
        self._run(_RECOGNISE_STRANGERS)
        new += self._merge_rows(by_name=True)
        self._run(_ENTER_IN_LIST)
        return new

    def _merge_rows(self, *, by_name: bool) -> int:
        """Merge the rows that know their voter by an identity, or those of the strangers."""
        for statement in _JOIN_ROWS:
            self._run(statement, by_name=by_name)
        new: int = self._run(_COUNT_NEW, by_name=by_name).scalar_one()
        self._run(_MERGE_VOTERS, by_name=by_name)
        self._run(_MERGE_NUMBERS, by_name=by_name)
        return new

    def _run(self, statement: str, **values: bool) -> Result[Any]:
        prepared = text(statement)
        given = vars(self._to) | values
        wanted = prepared.compile().params
        return self._session.execute(prepared, {key: given[key] for key in wanted})

    def _numbers(self, voter: ReadyVoter) -> list[tuple[Any, ...]]:
        return [(voter.line, next(self._ranks), e164, kind.value) for e164, kind in voter.numbers]

    def _driver(self) -> psycopg.Connection[Any]:
        connection = self._session.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)  # noqa: S101 - narrows for the checker
        return connection


def _copy(cursor: psycopg.Cursor[Any], statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    with cursor.copy(statement.encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _voter_row(voter: ReadyVoter) -> tuple[Any, ...]:
    return (
        voter.line,
        voter.line,
        voter.identity,
        voter.voter_file_id,
        voter.first_name,
        voter.last_name,
        voter.romanised_name,
        voter.language,
        voter.address,
        voter.city,
        voter.state,
        voter.zip_code,
        json.dumps(voter.extra, ensure_ascii=False),
    )
