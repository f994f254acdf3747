"""The adapter to Twilio, the only part of phonebank that knows it.

carrier       what we ask of it: the port's `Carrier`
rest          the way to its REST API, and what its refusals mean
codes         its words for states, and its numbers for what went wrong
addresses     where it reaches us
signature     whether a request is really from it
call_events   its webhooks about calls, as the port's events
text_events   its webhooks about texts, as the port's events
markup        the port's replies, as TwiML
account       the state that phonebank needs of an account
setup, check  bringing an account into that state, and proving that it is in it
"""

from phonebank.telephony.twilio.carrier import TwilioCarrier

__all__ = ["TwilioCarrier"]
