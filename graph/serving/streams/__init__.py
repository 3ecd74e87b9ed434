"""What stays open: GraphQL over WebSockets (graphql-transport-ws) and over server-sent events (graphql-sse)."""
