"""Stand-ins for the four vendors, written from their contracts and sharing no code with the gateway."""
