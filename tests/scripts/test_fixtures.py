"""The fixtures that other tests stand on."""

import psycopg
import redis
from sqlalchemy import create_engine, text


def test_a_database_for_a_test_is_empty_and_ours(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        count = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        assert connection.scalar(text(count)) == 0
        connection.execute(text("CREATE TABLE voter (id bigint)"))
    engine.dispose()


def test_the_role_of_tests_is_no_superuser_so_that_row_security_holds(database_url: str) -> None:
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_setting('is_superuser')").fetchone()
    assert row == ("off",)


def test_valkey_is_empty_for_each_test(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_valkey_is_empty_for_the_next_test_too(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
