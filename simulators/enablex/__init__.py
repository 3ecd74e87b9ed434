"""A stand-in for EnableX UCaaS v1: meeting management and the calls around it."""
