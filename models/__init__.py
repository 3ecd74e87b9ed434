"""What things are: frozen values without I/O, GraphQL or any vendor's format."""
