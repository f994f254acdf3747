"""Twilio's errors as it sends them: {code, message, more_info, status}.

Codes: https://www.twilio.com/docs/api/errors
"""

from typing import Any

_STATUSES = {20003: 401, 20004: 405, 20404: 404, 20429: 429, 63038: 429, 20500: 500, 20503: 503}

MESSAGES = {
    20001: "Invalid parameter",
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    20500: "Internal Server Error",
    20503: "Service Unavailable",
    21201: "No 'To' number is specified",
    21205: "Url parameter is required, or Twiml or ApplicationSid",
    21210: "'From' phone number not verified",
    21211: "Invalid 'To' Phone Number",
    21213: "Missing required 'From' parameter",
    21220: "Call is not in-progress. Cannot redirect.",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid message-capable Twilio phone number",
    21609: "Invalid 'StatusCallback' URL",
    21610: "Attempt to send to unsubscribed recipient",
    21614: "'To' number is not a valid mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21635: "'To' number cannot be a landline",
    21703: "The Messaging Service does not have a phone number available to send a message",
    21710: "Phone Number or Short Code is already in the Messaging Service.",
    63038: "Account exceeded the daily messages limit",
}


class ApiError(Exception):
    """A refusal; `code` is Twilio's."""

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(message or MESSAGES.get(code, "Invalid request"))
        self.code = code
        self.status = _STATUSES.get(code, 400)

    def body(self) -> dict[str, Any]:
        """The error as JSON."""
        return {
            "code": self.code,
            "message": str(self),
            "more_info": f"https://www.twilio.com/docs/errors/{self.code}",
            "status": self.status,
        }
