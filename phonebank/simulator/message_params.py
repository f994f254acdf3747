"""The parameters that webhooks about a text carry.

Rules: https://www.twilio.com/docs/messaging/guides/webhook-request
"""

from phonebank.simulator.call_params import API_VERSION
from phonebank.simulator.message import Message
from phonebank.simulator.segments import segment_count


def receipt(message: Message, account_sid: str) -> dict[str, str]:
    """What a delivery receipt says."""
    params = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": account_sid,
        "From": message.from_,
        "To": message.to,
        "MessageStatus": message.status.value,
        "SmsStatus": message.status.value,
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        params["MessagingServiceSid"] = message.service_sid
    if message.error_code is not None:
        params["ErrorCode"] = str(message.error_code)
    return params


def inbound_text(message: Message, account_sid: str, opt_out_type: str) -> dict[str, str]:
    """What a request about an incoming text says."""
    params = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": account_sid,
        "From": message.from_,
        "To": message.to,
        "Body": message.body,
        "NumMedia": "0",
        "NumSegments": str(segment_count(message.body)),
        "SmsStatus": "received",
        "ApiVersion": API_VERSION,
    }
    if message.service_sid:
        params["MessagingServiceSid"] = message.service_sid
    if opt_out_type:
        params["OptOutType"] = opt_out_type
    return params
