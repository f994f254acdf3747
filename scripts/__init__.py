"""Tooling around phonebank: making the environment, the demo, the benches. No application logic."""
