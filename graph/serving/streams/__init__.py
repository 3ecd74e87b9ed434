"""Streams: GraphQL over WebSockets (graphql-transport-ws) and server-sent events (graphql-sse)."""
