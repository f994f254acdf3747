"""What keeps the environment from being made, as a sentence for the person who asked for it."""


class SetupError(Exception):
    """The environment cannot be made; the message says why and what to do."""
