"""Whether a server of the demo answers."""

import http.client

from scripts.embedded.port import LOOPBACK

ANSWER_SECONDS = 5.0


def answers_http(port: int) -> bool:
    """Whether something on the port answers an HTTP request without an error of its own."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
