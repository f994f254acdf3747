"""What keeps the demo from running, as a sentence for the person who started it."""


class DemoError(Exception):
    """The demo cannot start or go on; the message says why and what to do."""
