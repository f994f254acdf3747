"""The coordinator's desk: lists, scripts, and shifts to plan, launch and watch.

Every view is for a signed-in member, and about that member's organisation alone: what belongs to
another is not found.
"""
