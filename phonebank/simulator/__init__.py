"""A stand-in for Twilio that speaks its protocols: a program of its own, on this machine only.

    python -m phonebank.simulator --port 8010

network.py wires it together: switch.py carries calls, rooms.py conferences, texts.py messages,
voters.py and behaviour.py the people at the other end, twiml/ what the application wants done,
webhooks.py what it is told. Its doors are rest/ (Twilio's API, checked by description.py),
signalling.py (the browser's Voice SDK), control.py (tests and the demo) and page.py.

It imports nothing else of phonebank, so that an error in one cannot hide the same in the other.
"""
