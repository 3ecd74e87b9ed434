"""The GraphQL schema: types, roots, mutations and inputs, declared without logic."""
