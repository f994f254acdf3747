"""The volunteer's call page."""

from flask import Blueprint

bp = Blueprint("calling", __name__)
