"""Pages that carry many words, sent small: static files come compressed already."""

import gzip

from flask import Response, make_response, request


def compressed(page: str) -> Response:
    """The page, compressed for a browser that takes it. For pages that show nothing of what an
    address holds: beside a secret, that would let its length be guessed at."""
    response = make_response(page)
    response.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(page.encode(), compresslevel=6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response
