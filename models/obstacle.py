"""Obstacles that prevent a connection to a vendor."""

from enum import Enum


class Obstacle(Enum):
    """Its value ends a sentence for an operator."""

    NAME = "its host's name is not known"
    NOBODY = "nobody can be connected to there"
    CERTIFICATE = "its certificate is not trusted"
    TLS = "no secure connection could be made"
