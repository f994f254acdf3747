"""The set-based statements by which a batch of arriving rows becomes voters, numbers and entries.

A batch stands in the temporary table `arriving`, which every commit empties. Whoever is there
already is looked up row by row (`LATERAL`, `LIMIT 1`): left to itself the planner, which knows
nothing of a table that is just being filled, goes through all voters for each batch. A statement
changes a row only where a value differs, so that whoever is busy with a voter of an unchanged row
is not kept waiting.
"""

from typing import Final

NO_HASTE: Final = "SET synchronous_commit = off"
"""No batch waits for the disk: the last commit of an import, on another connection, waits for all
before it, and what a power cut takes from an unfinished import is taken in anew."""

TABLES: Final = (
    """
    CREATE TEMPORARY TABLE arriving (
        line bigint, position bigint, identity text, voter_file_id text,
        first_name text, last_name text, romanised_name text, language text, address text,
        city text, state text, zip_code text, extra jsonb, e164 text[], line_type text[],
        voter_id bigint DEFAULT nextval(pg_get_serial_sequence('voter', 'id')),
        is_new boolean DEFAULT true, adds_only boolean DEFAULT false
    ) ON COMMIT DELETE ROWS
    """,
    "CREATE TEMPORARY TABLE stranger (LIKE arriving INCLUDING DEFAULTS)",
)
"""`position` is the row's place in the file. `voter_id` is a new voter's id, until the voter turns
out to be known. Strangers are rows without an id: they wait until everybody with an id is in. A row
that `adds_only` tells of a voter who has an id, by name and number: it fills in what is unknown."""

_COLUMNS: Final = """
    line, position, identity, voter_file_id, first_name, last_name, romanised_name, language,
    address, city, state, zip_code, extra, e164, line_type
    """

COPY: Final = f"COPY arriving ({_COLUMNS}) FROM STDIN"
COPY_STRANGERS: Final = f"COPY stranger ({_COLUMNS}) FROM STDIN"
COPY_REJECTED: Final = """
    COPY rejected_row (organisation_id, voter_import_id, line, reason, row) FROM STDIN
    """

# A batch of which nobody is known, as all of a first import are, goes straight to where it belongs.
KNOWN_IDENTITIES: Final = """
    SELECT identity FROM voter
     WHERE organisation_id = %(organisation_id)s AND identity = ANY(%(identities)s)
    """
NEW_IDS: Final = """
    WITH s AS MATERIALIZED (SELECT pg_get_serial_sequence('voter', 'id')::regclass AS id)
    SELECT nextval(s.id) FROM s, generate_series(1, %(count)s)
    """
COPY_VOTERS: Final = """
    COPY voter (id, organisation_id, voter_import_id, identity, voter_file_id, first_name,
                last_name, romanised_name, language, address, city, state, zip_code, extra,
                created_at, updated_at) FROM STDIN
    """
COPY_NUMBERS: Final = """
    COPY phone_number (organisation_id, voter_id, e164, position, line_type) FROM STDIN
    """
COPY_ENTRIES: Final = """
    COPY voter_list_entry (organisation_id, voter_list_id, voter_id, position, voter_import_id)
    FROM STDIN
    """

FETCH_STRANGERS: Final = f"""
    INSERT INTO arriving ({_COLUMNS}, voter_id)
    SELECT {_COLUMNS}, voter_id FROM stranger WHERE line BETWEEN %(first)s AND %(last)s
     ORDER BY line
    """  # noqa: S608 - made of our own constants

# A voter who was known by name and number only takes the id with which a row of the same name and
# a shared number comes. Two ids are two people, whatever their name and number.
GIVE_IDS: Final = """
    WITH newcomer AS MATERIALIZED (  -- few, where a file comes again; so they are found first
        SELECT a.* FROM arriving a
         WHERE a.voter_file_id IS NOT NULL
           AND NOT EXISTS (SELECT FROM voter o WHERE o.organisation_id = %(organisation_id)s
                              AND o.identity = a.identity)
    ), found AS (
        SELECT DISTINCT ON (a.identity) a.identity, a.line, a.voter_file_id, k.id AS voter_id
          FROM newcomer a
         CROSS JOIN unnest(a.e164) AS n (e164)
         CROSS JOIN LATERAL (
               SELECT p.id AS number_id, k.id
                 FROM phone_number p
                 JOIN voter k ON k.id = p.voter_id AND k.voter_file_id IS NULL
                  AND lower(trim(k.first_name || ' ' || k.last_name))
                    = lower(trim(a.first_name || ' ' || a.last_name))
                WHERE p.e164 = n.e164 AND p.organisation_id = %(organisation_id)s
                ORDER BY p.id LIMIT 1) k
         ORDER BY a.identity, k.number_id
    )
    UPDATE voter v SET identity = r.identity, voter_file_id = r.voter_file_id,
                       updated_at = %(at)s
      FROM (SELECT DISTINCT ON (voter_id) * FROM found ORDER BY voter_id, line) r
     WHERE v.id = r.voter_id
    """

# Of several rows about one voter the last says what is true, where it says anything.
ARE_REPEATED: Final = "SELECT count(*) > count(DISTINCT identity) FROM arriving"
JOIN_ROWS: Final = """
    WITH joined AS MATERIALIZED (
        SELECT identity, min(line) AS line,
               (array_agg(first_name ORDER BY adds_only, line DESC)
                   FILTER (WHERE first_name <> ''))[1] AS first_name,
               (array_agg(last_name ORDER BY adds_only, line DESC)
                   FILTER (WHERE last_name <> ''))[1] AS last_name,
               (array_agg(romanised_name ORDER BY adds_only, line DESC)
                   FILTER (WHERE romanised_name <> ''))[1] AS romanised_name,
               (array_agg(language ORDER BY adds_only, line DESC)
                   FILTER (WHERE language <> 'und'))[1] AS language,
               (array_agg(address ORDER BY adds_only, line DESC)
                   FILTER (WHERE address <> ''))[1] AS address,
               (array_agg(city ORDER BY adds_only, line DESC)
                   FILTER (WHERE city <> ''))[1] AS city,
               (array_agg(state ORDER BY adds_only, line DESC)
                   FILTER (WHERE state <> ''))[1] AS state,
               (array_agg(zip_code ORDER BY adds_only, line DESC)
                   FILTER (WHERE zip_code <> ''))[1] AS zip_code
          FROM arriving GROUP BY identity HAVING count(*) > 1
    ), extras AS (
        SELECT a.identity,
               jsonb_object_agg(e.key, e.value ORDER BY NOT a.adds_only, a.line) AS extra
          FROM arriving a JOIN joined j USING (identity) CROSS JOIN jsonb_each(a.extra) e
         GROUP BY a.identity
    ), numbers AS (
        SELECT t.identity, array_agg(t.e164 ORDER BY t.rank) AS e164,
               array_agg(t.line_type ORDER BY t.rank) AS line_type
          FROM (SELECT a.identity, n.e164, min(a.line * 100000 + n.rank) AS rank,
                       CASE WHEN bool_or(n.line_type = 'mobile') THEN 'mobile'
                            WHEN bool_or(n.line_type = 'landline') THEN 'landline'
                            ELSE 'unknown' END AS line_type
                  FROM arriving a JOIN joined j USING (identity)
                 CROSS JOIN unnest(a.e164, a.line_type) WITH ORDINALITY n (e164, line_type, rank)
                 GROUP BY a.identity, n.e164) t
         GROUP BY t.identity
    ), gone AS (
        DELETE FROM arriving a USING joined j WHERE a.identity = j.identity AND a.line > j.line
    )
    UPDATE arriving a
       SET first_name = coalesce(j.first_name, ''), last_name = coalesce(j.last_name, ''),
           romanised_name = coalesce(j.romanised_name, ''),
           language = coalesce(j.language, 'und'), address = coalesce(j.address, ''),
           city = coalesce(j.city, ''), state = coalesce(j.state, ''),
           zip_code = coalesce(j.zip_code, ''), extra = coalesce(e.extra, '{}'),
           e164 = n.e164, line_type = n.line_type
      FROM joined j LEFT JOIN extras e USING (identity) JOIN numbers n USING (identity)
     WHERE a.identity = j.identity AND a.line = j.line
    """

FIND_KNOWN: Final = """
    UPDATE arriving a SET voter_id = k.id, is_new = false
      FROM arriving b
     CROSS JOIN LATERAL (
           SELECT v.id FROM voter v
            WHERE v.organisation_id = %(organisation_id)s AND v.identity = b.identity LIMIT 1) k
     WHERE a.ctid = b.ctid
    """

# Strangers are recognised by name and a shared number, and add only what is not known yet. Who has
# had the number longest is meant: numbers only ever come in addition, so that it is the same voter
# when the file comes again.
RECOGNISE: Final = """
    UPDATE arriving a
       SET voter_id = v.id, identity = v.identity, is_new = false, adds_only = true,
           first_name = '', last_name = '',
           romanised_name = CASE v.romanised_name WHEN '' THEN a.romanised_name ELSE '' END,
           language = CASE v.language WHEN 'und' THEN a.language ELSE 'und' END,
           address = CASE v.address WHEN '' THEN a.address ELSE '' END,
           city = CASE v.city WHEN '' THEN a.city ELSE '' END,
           state = CASE v.state WHEN '' THEN a.state ELSE '' END,
           zip_code = CASE v.zip_code WHEN '' THEN a.zip_code ELSE '' END,
           extra = a.extra - ARRAY(SELECT jsonb_object_keys(v.extra))
      FROM (SELECT DISTINCT ON (s.identity) s.identity, k.id AS voter_id
              FROM arriving s
             CROSS JOIN unnest(s.e164) AS n (e164)
             CROSS JOIN LATERAL (
                   SELECT p.id AS number_id, v.id
                     FROM phone_number p
                     JOIN voter v ON v.id = p.voter_id
                      AND lower(trim(v.first_name || ' ' || v.last_name))
                        = lower(trim(s.first_name || ' ' || s.last_name))
                    WHERE p.e164 = n.e164 AND p.organisation_id = %(organisation_id)s
                    ORDER BY p.id LIMIT 1) k
             WHERE s.is_new
             ORDER BY s.identity, k.number_id) r
      JOIN voter v ON v.id = r.voter_id
     WHERE a.is_new AND a.identity = r.identity
    """

ADD_VOTERS: Final = """
    INSERT INTO voter (id, organisation_id, voter_import_id, identity, voter_file_id, first_name,
           last_name, romanised_name, language, address, city, state, zip_code, extra,
           created_at, updated_at)
    SELECT voter_id, %(organisation_id)s, %(import_id)s, identity, voter_file_id, first_name,
           last_name, romanised_name, language, address, city, state, zip_code, extra,
           %(at)s, %(at)s
      FROM arriving WHERE is_new
    """
ADD_NUMBERS: Final = """
    INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
    SELECT %(organisation_id)s, a.voter_id, n.e164, n.position - 1, n.line_type
      FROM arriving a,
           unnest(a.e164, a.line_type) WITH ORDINALITY n (e164, line_type, position)
     WHERE a.is_new
    """
ADD_ENTRIES: Final = """
    INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position,
           voter_import_id)
    SELECT %(organisation_id)s, %(list_id)s, voter_id, %(behind)s + position, %(import_id)s
      FROM arriving WHERE is_new
    """

# A caller may have noted another language than the file's. The voter's own word stands until the
# file itself says something else than it said before.
UPDATE_VOTERS: Final = """
    UPDATE voter v
       SET first_name = w.first_name, last_name = w.last_name, romanised_name = w.romanised_name,
           language = w.language, address = w.address, city = w.city, state = w.state,
           zip_code = w.zip_code, extra = w.extra, updated_at = %(at)s
      FROM (SELECT k.id,
                   coalesce(nullif(a.first_name, ''), k.first_name) AS first_name,
                   coalesce(nullif(a.last_name, ''), k.last_name) AS last_name,
                   coalesce(nullif(a.romanised_name, ''), k.romanised_name) AS romanised_name,
                   CASE WHEN k.language = 'und' THEN a.language
                        WHEN a.language <> 'und'
                             AND k.extra ->> 'language' <> a.extra ->> 'language' THEN a.language
                        ELSE k.language END AS language,
                   coalesce(nullif(a.address, ''), k.address) AS address,
                   coalesce(nullif(a.city, ''), k.city) AS city,
                   coalesce(nullif(a.state, ''), k.state) AS state,
                   coalesce(nullif(a.zip_code, ''), k.zip_code) AS zip_code,
                   k.extra || a.extra AS extra
              FROM arriving a JOIN voter k ON k.id = a.voter_id
             WHERE NOT a.is_new) w
     WHERE v.id = w.id
       AND (v.first_name, v.last_name, v.romanised_name, v.language, v.address, v.city, v.state,
            v.zip_code, v.extra)
           IS DISTINCT FROM
           (w.first_name, w.last_name, w.romanised_name, w.language, w.address, w.city, w.state,
            w.zip_code, w.extra)
    """

# Numbers are added behind those that a voter has, and none is taken away or brought back to life.
# The kind of line is filled in, and corrected only towards the mobile, with which less may be done.
UPDATE_NUMBERS: Final = """
    WITH told AS (
        SELECT a.voter_id, n.e164, min(a.line * 100000 + n.rank) AS rank,
               CASE WHEN bool_or(n.line_type = 'mobile') THEN 'mobile'
                    WHEN bool_or(n.line_type = 'landline') THEN 'landline'
                    ELSE 'unknown' END AS line_type
          FROM arriving a
         CROSS JOIN unnest(a.e164, a.line_type) WITH ORDINALITY n (e164, line_type, rank)
         WHERE NOT a.is_new
         GROUP BY a.voter_id, n.e164
    ), fresh AS (
        SELECT t.* FROM told t
          LEFT JOIN phone_number p ON p.voter_id = t.voter_id AND p.e164 = t.e164
         WHERE p.id IS NULL
            OR (p.line_type = 'unknown' AND t.line_type <> 'unknown')
            OR (p.line_type = 'landline' AND t.line_type = 'mobile')
    ), merged AS (
        INSERT INTO phone_number (organisation_id, voter_id, e164, position, line_type)
        SELECT %(organisation_id)s, f.voter_id, f.e164,
               (SELECT coalesce(max(p.position) + 1, 0) FROM phone_number p
                 WHERE p.voter_id = f.voter_id)
               + row_number() OVER (PARTITION BY f.voter_id ORDER BY f.rank) - 1,
               f.line_type
          FROM fresh f
         ORDER BY f.rank
        ON CONFLICT (voter_id, e164) DO UPDATE SET line_type = excluded.line_type
        RETURNING voter_id
    )
    UPDATE voter SET updated_at = %(at)s FROM merged
     WHERE voter.id = merged.voter_id AND voter.updated_at <> %(at)s
    """
UPDATE_ENTRIES: Final = """
    INSERT INTO voter_list_entry (organisation_id, voter_list_id, voter_id, position,
           voter_import_id)
    SELECT %(organisation_id)s, %(list_id)s, voter_id, %(behind)s + min(position), %(import_id)s
      FROM arriving WHERE NOT is_new GROUP BY voter_id
    ON CONFLICT (voter_list_id, voter_id) DO NOTHING
    """

COUNT: Final = """
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM arriving
    """
"""How many voters of the batch are new, and how many are known; rows of one voter are joined."""
