"""What the carrier calls: a public surface without sessions, pages or rules.

Each route verifies the request, translates it to an event, gives it to one service in one
transaction, and renders the reply.
"""

from webhooks.app import create_app

__all__ = ["create_app"]
