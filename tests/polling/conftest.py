"""A store on a real MongoDB, over which the gateways of a test agree."""

from tests.support.stores import clock, store

__all__ = ["clock", "store"]
