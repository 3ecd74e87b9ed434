"""The Mutation fields, one file each, with input and payload."""
