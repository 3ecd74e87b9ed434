// How the page talks to the gateway that served it: JSON over HTTP, subscriptions over a WebSocket.
import { createGraphiQLFetcher } from '@graphiql/toolkit'

const url = new URL('/graphql', window.location.href)
const subscriptionUrl = new URL(url)
subscriptionUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'

export const fetcher = createGraphiQLFetcher({
  url: url.href,
  headers: { accept: 'application/graphql-response+json, application/json' },
  enableIncrementalDelivery: false,
  // Opened by the first subscription; the headers tab travels as its connection parameters, because a
  // browser cannot set headers on a WebSocket.
  subscriptionUrl: subscriptionUrl.href,
})
