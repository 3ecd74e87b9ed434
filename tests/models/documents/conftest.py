"""A store on a real MongoDB, with a clock moved by hand."""

from tests.support.stores import clock, store

__all__ = ["clock", "store"]
