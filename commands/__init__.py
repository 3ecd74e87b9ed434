"""How a device command is accepted, sent, tracked and published to subscribers."""
