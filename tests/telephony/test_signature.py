"""A request is Twilio's own where it is signed for the public address and about our account."""

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from phonebank.config import ConfigError, TwilioConfig
from phonebank.simulator.signing import signature
from phonebank.telephony.twilio.signature import SignatureCheck

ACCOUNT, TOKEN = f"AC{1:032x}", "made-up-token"
HOOKS = "https://hooks.example.org/phonebank"
FORM = {"AccountSid": ACCOUNT, "CallSid": f"CA{1:032x}", "Body": "Có & không"}
PATH, QUERY = "/voice/status", "call=7"
CHECK = SignatureCheck(TwilioConfig(ACCOUNT, TOKEN), HOOKS)


def signed(url: str = f"{HOOKS}{PATH}?{QUERY}", form: dict[str, str] = FORM) -> str:
    # The simulator's own signing, which shares nothing with the library that checks.
    return signature(TOKEN, url, form)


def test_a_request_signed_for_the_public_address_is_genuine() -> None:
    assert CHECK.genuine(PATH, QUERY, FORM, signed())


@pytest.mark.parametrize("port", [":443", ""])
def test_a_port_in_the_signed_address_is_as_good_as_none(port: str) -> None:
    url = f"https://hooks.example.org{port}/phonebank{PATH}?{QUERY}"
    assert CHECK.genuine(PATH, QUERY, FORM, signed(url))


@pytest.mark.parametrize(
    ("path", "query", "changes"),
    [
        ("/voice/machine", QUERY, {}),
        (PATH, "call=8", {}),
        (PATH, "", {}),
        (PATH, QUERY, {"CallSid": f"CA{2:032x}"}),
        (PATH, QUERY, {"Extra": "1"}),
    ],
)
def test_a_changed_address_or_field_is_not_genuine(
    path: str, query: str, changes: dict[str, str]
) -> None:
    assert not CHECK.genuine(path, query, {**FORM, **changes}, signed())


@pytest.mark.parametrize("wrong", ["", "x", "ö", signed(form={}), signed()[:-1], signed() + "="])
def test_a_wrong_signature_is_not_genuine(wrong: str) -> None:
    assert not CHECK.genuine(PATH, QUERY, FORM, wrong)


def test_a_genuine_request_about_another_account_is_refused() -> None:
    theirs = {**FORM, "AccountSid": f"AC{2:032x}"}
    assert not CHECK.genuine(PATH, QUERY, theirs, signed(form=theirs))


def test_a_name_given_twice_is_signed_with_both_values() -> None:
    twice: Any = MultiDict([*FORM.items(), ("Digits", "1"), ("Digits", "2")])
    assert not CHECK.genuine(PATH, QUERY, twice, signed(form={**FORM, "Digits": "1"}))


@pytest.mark.parametrize("config", [TwilioConfig(ACCOUNT, ""), TwilioConfig("", TOKEN)])
def test_without_keys_to_check_by_there_is_no_check(config: TwilioConfig) -> None:
    with pytest.raises(ConfigError, match="is missing"):
        SignatureCheck(config, HOOKS)
