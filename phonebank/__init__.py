"""phonebank: phone and SMS banking for multilingual coalitions.

A map of the package, from the bottom up; each layer knows only the ones before it.

domain        nouns and rules: mapped classes and pure functions
config, clock what differs between deployments, and the time
db            one session is one transaction
telephony     `port`: what we ask of a carrier; `twilio`: the adapter
services      one use case a function, the session first
live          which screens should look again
presence      which texters are in a conversation just now
wiring        the only place where an adapter is chosen
jobs          every queue by name; a job is a door onto a service
conductor     the loop that keeps running shifts true
web           coordinators' pages, the volunteer's dialer and inbox
cli           the `phonebank` command
demo          a made-up coalition, and volunteers who are robots
simulator     a stand-in for Twilio; a program of its own

The public surface that the carrier calls is the package `webhooks` beside this one.
"""
