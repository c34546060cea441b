"""The demo: a French practice one can play with at once, and its neighbour.

``seed`` may run at every start and makes only what is missing; ``facts`` says where to go and
with which passwords. Neither works in production.
"""

from visavis.config.demo.sowing import facts, seed

__all__ = ["facts", "seed"]
