"""What clients see: types, roots, transports and errors of the GraphQL API."""
