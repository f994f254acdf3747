"""The application of a worker process, made when its first job needs it."""

from functools import cache

from phonebank.wiring import Application, application


@cache
def this_process() -> Application:
    """One application a process, so that its jobs share connections."""
    return application()
