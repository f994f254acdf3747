"""Plays the part of TwiML that a phone bank uses.

Verbs: Dial (Conference, Number, Client), Say, Play, Pause, Gather (keys), Record, Redirect,
Hangup, Reject. Rules: https://www.twilio.com/docs/voice/twiml
"""
