"""A made-up coalition to try phonebank with, and volunteers who are robots."""
