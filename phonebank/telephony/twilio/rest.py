"""The way to Twilio's REST API: one client that raises CarrierError and nothing else.

Creating a call or a text is not idempotent at Twilio, so no request is ever sent twice by itself.
Nothing that names a number or a body is logged, or carried by an exception.
"""

import json
import logging
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit
from urllib.request import getproxies

import certifi
import urllib3
from requests import RequestException
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as NotConnected
from requests.exceptions import ConnectTimeout
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from phonebank.config import TwilioConfig
from phonebank.telephony.port import CarrierBusy, CarrierError, CarrierRefused, OutcomeUnknown
from phonebank.telephony.twilio.codes import COME_LATER, RATE_LIMITED, sentence_for
from phonebank.telephony.twilio.required import require

_CONNECTIONS = 32
_PAUSE_AFTER_NO_CONNECTION_SECONDS = 5.0
_TOO_MANY_REQUESTS = 429
_NOBODY_KNOWS = frozenset({408})


def rest_client(config: TwilioConfig, *, username: str = "", password: str = "") -> Client:
    """The library's client for the account, by default with the account's own credentials.

    Raises ConfigError that names the missing key.
    """
    require(config, "account_sid", "auth_token")
    http_client = RestHttpClient(config.api_base_url, config.timeout_seconds)
    return Client(
        username or config.account_sid,
        password or config.auth_token,
        account_sid=config.account_sid,
        http_client=http_client,
    )


class RestHttpClient(TwilioHttpClient):  # type: ignore[misc]  # the library is untyped
    """Sends the library's requests, to `api_base_url` where there is one.

    Forms, which start calls and send texts, go straight to the pool of connections: `requests`
    would take half of the time that starting a call costs us.
    """

    def __init__(self, api_base_url: str, timeout_seconds: float) -> None:
        super().__init__(timeout=timeout_seconds)
        self._base = urlsplit(api_base_url.rstrip("/"))
        adapter = HTTPAdapter(pool_maxsize=_CONNECTIONS, max_retries=0)
        self._straight: urllib3.PoolManager | None = None
        if not getproxies():
            # Read anew for each request, the environment would take a third of its time.
            trusted = os.environ.get("REQUESTS_CA_BUNDLE")
            self.session.trust_env = False
            self.session.verify = trusted or True
            if trusted is None or Path(trusted).is_file():
                self._straight = urllib3.PoolManager(
                    maxsize=_CONNECTIONS, retries=False, ca_certs=trusted or certifi.where()
                )
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)
        # At level DEBUG it logs addresses, and those of lists have the number in their query.
        logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)

    def request(self, method: str, url: str, *args: Any, **options: Any) -> Response:
        """Send once. Raises CarrierError for anything but an answer of 2xx."""
        straight = self._straight if not args and _is_form(options) else None
        try:
            if straight is not None:
                response = self._post(straight, method, self._to(url), options)
            else:
                response = super().request(method, self._to(url), *args, **options)
        except (RequestException, HTTPError) as error:
            # The original names the whole address, and with it the number.
            raise _unanswered(error) from None
        if not 200 <= response.status_code < 300:
            raise _refusal(response)
        if response.text and _json(response.text) is None:
            raise OutcomeUnknown("the answer is not Twilio's")
        return response

    def _post(self, pool: urllib3.PoolManager, method: str, url: str, options: Any) -> Response:
        fields = {name: value for name, value in options["data"].items() if value is not None}
        headers = {
            **(options.get("headers") or {}),
            **urllib3.make_headers(basic_auth=":".join(options["auth"])),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        answer = pool.request(
            method,
            url,
            body=urlencode(fields, doseq=True),
            headers=headers,
            timeout=options.get("timeout") or self.timeout,
            redirect=False,
        )
        return Response(answer.status, answer.data.decode(errors="replace"), answer.headers)

    def log_request(self, kwargs: dict[str, Any]) -> None:
        """Nothing: a request is made of numbers and bodies."""

    def log_response(self, status_code: int, response: object) -> None:
        """Nothing."""

    def _to(self, url: str) -> str:
        if not self._base.netloc:
            return url
        asked = urlsplit(url)
        path = self._base.path + asked.path
        return urlunsplit(
            asked._replace(scheme=self._base.scheme, netloc=self._base.netloc, path=path)
        )


def _is_form(options: Any) -> bool:
    given = options.get("headers") or {}
    plain = given.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
    alone = not options.get("params") and not options.get("allow_redirects")
    return plain and alone and bool(options.get("auth")) and bool(options.get("data"))


def _unanswered(error: RequestException | HTTPError) -> CarrierError:
    never = isinstance(error, (ConnectTimeout, ConnectTimeoutError, NewConnectionError))
    if never or _refused_connection(error):
        return CarrierBusy(0, _PAUSE_AFTER_NO_CONNECTION_SECONDS)
    return OutcomeUnknown(f"no answer: {type(error).__name__}")


def _refused_connection(error: RequestException | HTTPError) -> bool:
    """Whether the connection never came about, so that nothing was sent."""
    if not isinstance(error, NotConnected) or not error.args:
        return False
    return isinstance(getattr(error.args[0], "reason", None), NewConnectionError)


def _refusal(response: Response) -> CarrierError:
    status = response.status_code
    if status >= 500 or status < 400 or status in _NOBODY_KNOWS:
        return OutcomeUnknown(f"HTTP {status}")
    code = _code(response.text) or (RATE_LIMITED if status == _TOO_MANY_REQUESTS else status)
    if status == _TOO_MANY_REQUESTS or code in COME_LATER:
        return CarrierBusy(code, _retry_after_seconds(response, code))
    return CarrierRefused(code, sentence_for(code))


def _code(text: str) -> int | None:
    body = _json(text)
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _retry_after_seconds(response: Response, code: int) -> float:
    told = (response.headers or {}).get("Retry-After", "")
    return float(told) if str(told).isdigit() else COME_LATER.get(code, 1.0)
