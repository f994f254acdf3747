"""A missing or wrong key is named, with what it should be; secrets are never shown."""

from pathlib import Path

import pytest

from phonebank.config import ConfigError, load_config

GOOD = {
    "PHONEBANK_DATABASE_URL": "postgresql://db.example.org/phonebank",
    "PHONEBANK_REDIS_URL": "redis://redis.example.org/0",
    "PHONEBANK_PUBLIC_URL": "https://phonebank.example.org",
    "PHONEBANK_WEBHOOKS_URL": "https://hooks.example.org",
    "PHONEBANK_SECRET_KEY": "made up for the tests",
}


@pytest.fixture(autouse=True)
def _no_file_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_environment_alone_is_enough() -> None:
    assert load_config(GOOD).public_url == "https://phonebank.example.org"


def test_the_environment_says_yes_or_no_in_words() -> None:
    for word, meant in (("true", True), ("false", False)):
        given = {**GOOD, "PHONEBANK_PARTNERS_PRIVATE_ADDRESSES": word}
        assert load_config(given).partners.private_addresses is meant


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('redis_url = "redis://file.example.org"\n[twilio]\naccount_sid = "ACfile"\n')
    environ = {**GOOD, "PHONEBANK_CONFIG": str(file), "PHONEBANK_TWILIO_ACCOUNT_SID": "ACenv"}
    del environ["PHONEBANK_REDIS_URL"]
    config = load_config(environ)
    assert (config.redis_url, config.twilio.account_sid) == ("redis://file.example.org", "ACenv")


@pytest.mark.parametrize("missing", GOOD)
def test_a_missing_key_is_named_with_the_ways_to_set_it(missing: str) -> None:
    environ = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(ConfigError, match=missing):
        load_config(environ)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PHONEBANK_DATABASE_URL", "mysql://x/y", "database_url should be an address"),
        ("PHONEBANK_PUBLIC_URL", "phonebank.example.org", "public_url should be an address"),
        ("PHONEBANK_SECRET_KEY", "short", "at least 16 random characters"),
        ("PHONEBANK_CLOCK_OFFSET_SECONDS", "soon", "clock.offset_seconds should be a whole number"),
        ("PHONEBANK_PARTNERS_PRIVATE_ADDRESSES", "no", "private_addresses should be true or false"),
    ],
)
def test_a_wrong_value_is_named_with_what_it_should_be(
    name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        load_config({**GOOD, name: value})


def test_an_unknown_key_in_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[twilio]\nacount_sid = "AC"\n')
    with pytest.raises(ConfigError, match=r"twilio\.acount_sid"):
        load_config({**GOOD, "PHONEBANK_CONFIG": str(file)})


def test_a_file_that_is_named_and_not_there_is_an_error() -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load_config({**GOOD, "PHONEBANK_CONFIG": "nowhere.toml"})


def test_secrets_do_not_stand_in_what_is_printed() -> None:
    secrets = {
        "PHONEBANK_SECRET_KEY": "a-secret-of-the-web",
        "PHONEBANK_TWILIO_AUTH_TOKEN": "a-secret-of-twilio",
        "PHONEBANK_TWILIO_API_KEY_SECRET": "a-secret-of-the-key",
    }
    shown = repr(load_config({**GOOD, **secrets}))
    assert not [secret for secret in secrets.values() if secret in shown]
