"""GraphQL operations: prepare, execute, subscribe."""
