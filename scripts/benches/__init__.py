"""Measurements, each against a reference taken in the same run. The benches live under bench/."""
