"""Whether a server of the demo answers."""

import http.client

from scripts.embedded.port import LOOPBACK

PATH = "/healthz"
ANSWER_SECONDS = 5.0


def answers_http(port: int) -> bool:
    """Whether something on the port answers, be it that it does not know the path."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", PATH)
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
