"""Volunteers and attendances in and out of Action Network and Mobilize.

connecting      the organisation's key, and which event of theirs is which shift
speaking        requests to such a program, and what its answers mean
program         what we ask of a program, whichever it is
action_network  Action Network's API (v2)
mobilize        Mobilize's API (v1)
choosing        the one or the other, for an account
arriving        one person of theirs, signed up here
sweeping        everybody of theirs who is new or has changed
telling         our volunteers, told to them: once
exchanging      both, by one worker at a time
showing         how it stands, and whom to look at
"""
