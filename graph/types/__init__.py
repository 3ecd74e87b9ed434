"""The GraphQL types, one file each: fields and descriptions, no logic."""
