"""HOW a device command is accepted, sent, followed and told to subscribers."""
