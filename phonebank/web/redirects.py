"""Where a browser may be sent on to: only within this site."""

from urllib.parse import urlsplit


def local_path(wanted: str | None, default: str = "/") -> str:
    """`wanted` where it is a path of this site, else `default`.

    >>> local_path("/call?x=1"), local_path("//evil.example"), local_path("https://evil.example")
    ('/call?x=1', '/', '/')
    """
    if not wanted or not wanted.startswith("/") or wanted[1:2] in ("/", "\\"):
        return default
    if any(ord(letter) < 33 for letter in wanted) or "\\" in wanted:
        return default
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else default
