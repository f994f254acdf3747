"""An organisation with many voters, calls and texts, written set by set."""

from datetime import UTC, datetime

from sqlalchemy import text

from phonebank.db import make_engine

VOTER_TABLES = "voter, phone_number, voter_list_entry"
"""Tables that TRUNCATE does not reach from an organisation (decision record 022)."""
AT = datetime(2026, 12, 1, 18, tzinfo=UTC)

_VOTERS = """
INSERT INTO organisation (slug, name, opt_out_scope, frozen, created_at)
     VALUES ('bench', 'Bench', 'organisation', false, :at);
INSERT INTO voter_list (organisation_id, name, created_at)
     SELECT id, 'Bench', :at FROM organisation;
INSERT INTO voter (organisation_id, identity, voter_file_id, first_name, last_name, romanised_name,
                   language, address, city, state, zip_code, extra, created_at, updated_at)
     SELECT o.id, 'id:' || n, n::text, 'Ada' || n % 991, 'Example' || n % 997, '',
            (ARRAY['en', 'vi', 'mww', 'so', 'ko', 'es-US', 'ur', 'und'])[1 + n % 8],
            n || ' Made-up Street', 'Saint Paul', 'MN', '55101', '{}', :at, :at
       FROM organisation o, generate_series(1, :voters) n;
INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
     SELECT organisation_id, id, '+1651' || lpad((id * 7 % 10000000)::text, 7, '0'), 0, 'mobile'
       FROM voter;
INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position)
     SELECT v.organisation_id, l.id, v.id, v.id FROM voter v, voter_list l
"""


def fill_voters(url: str, voters: int) -> None:
    """So many voters on one list, each with a number."""
    run(url, _VOTERS, voters=voters)


def run(url: str, statements: str, **values: int) -> None:
    """Statements one after the other, and then what the planner wants to know."""
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements.split(";"):
            connection.execute(text(statement), {"at": AT, **values})
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()
