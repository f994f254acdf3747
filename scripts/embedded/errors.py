"""What can go wrong with an embedded server, as a sentence for the person who started it."""


class ServerError(Exception):
    """An embedded server cannot be had; the message says why and what to do."""
