"""Whether our public address is reached, lets in what the carrier signs, and nothing else."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import requests
from twilio.request_validator import RequestValidator

from phonebank.config import Config
from phonebank.telephony.twilio.addresses import HEALTH, Door, signed_address
from phonebank.telephony.twilio.finding import Finding
from phonebank.telephony.twilio.signature import SIGNATURE

_START = "Start the webhooks process, and let webhooks_url be the address that Twilio must call."


def check_public_address(config: Config) -> Iterator[Finding]:
    """Ask our own public address what Twilio would ask it; nothing happens there."""
    if not config.twilio.api_base_url:
        yield _https(config.webhooks_url)
    reached = _reached(config)
    yield reached
    if reached.ok:
        yield _signed(config)
        yield _unsigned(config)


def _https(webhooks_url: str) -> Finding:
    ok = urlsplit(webhooks_url).scheme == "https"
    remedy = "" if ok else "Put a proxy with a certificate in front, and set webhooks_url to it."
    sentence = "It is encrypted." if ok else "It is not https: voters' words would travel open."
    return Finding("public address, encryption", ok, sentence, remedy)


def _reached(config: Config) -> Finding:
    name, url = "public address", signed_address(config.webhooks_url, HEALTH)
    try:
        timeout = config.twilio.timeout_seconds
        answer = requests.get(url, timeout=timeout, allow_redirects=False)
    except requests.RequestException as error:
        return Finding(name, False, f"{url} is not reached: {type(error).__name__}.", _START)
    if answer.status_code == 200:
        return Finding(name, True, f"{url} answers.")
    return Finding(name, False, f"{url} answers with {answer.status_code}.", _START)


def _signed(config: Config) -> Finding:
    url, form = _ping(config)
    signature = RequestValidator(config.twilio.auth_token).compute_signature(url, form)
    status = _post(config, url, form, signature)
    if status == 204:
        return Finding("signed requests", True, "What Twilio signs is let in.")
    remedy = (
        "Let the webhooks process have this same auth_token, and webhooks_url be letter for "
        "letter the address that Twilio calls; a proxy may not change path or form."
    )
    return Finding("signed requests", False, f"What Twilio signs gets {status}.", remedy)


def _unsigned(config: Config) -> Finding:
    url, form = _ping(config)
    status = _post(config, url, form, "")
    if status == 403:
        return Finding("unsigned requests", True, "What nobody signed is refused.")
    remedy = "Something other than phonebank answers there, or answers in its place."
    return Finding("unsigned requests", False, f"What nobody signed gets {status}.", remedy)


def _ping(config: Config) -> tuple[str, dict[str, str]]:
    form = {"AccountSid": config.twilio.account_sid}
    return signed_address(config.webhooks_url, Door.PING), form


def _post(config: Config, url: str, form: dict[str, str], signature: str) -> int | str:
    timeout = config.twilio.timeout_seconds
    headers = {SIGNATURE: signature}
    try:
        answer = requests.post(
            url, data=form, headers=headers, timeout=timeout, allow_redirects=False
        )
    except requests.RequestException as error:
        return f"no answer ({type(error).__name__})"
    return int(answer.status_code)
