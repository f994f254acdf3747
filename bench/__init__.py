"""Benches: each measures against a reference in the same run, and says so in one form."""
