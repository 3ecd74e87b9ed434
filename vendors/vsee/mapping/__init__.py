"""Maps VSee's payloads to our models. Pure."""
