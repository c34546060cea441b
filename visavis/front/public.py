"""The door of front: what the command line may ask of it."""

from visavis.front.addresses import practice_address

__all__ = ["practice_address"]
