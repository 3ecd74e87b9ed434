"""The GraphQL API: serving, operations and schema."""
