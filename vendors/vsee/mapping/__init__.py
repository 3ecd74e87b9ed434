"""Turns VSee's payloads into our models. Pure."""
