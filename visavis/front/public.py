"""The door of front: what the command line and the demo may ask of it."""

from visavis.front.addresses import practice_address
from visavis.front.legal_pages import first_draft

__all__ = ["first_draft", "practice_address"]
