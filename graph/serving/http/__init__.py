"""GraphQL over HTTP: requests, what clients accept, other origins."""
