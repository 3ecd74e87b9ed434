// The client: Graphcache with the schema, and subscriptions over graphql-ws.
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { relayPagination } from '@urql/exchange-graphcache/extras'
import { createClient } from 'graphql-ws'

import schema from './generated/schema.json'

const url = import.meta.env.VITE_MEETGRAPH ?? 'http://localhost:8000/graphql'
// The demo's; an application asks its identity provider for one, and for a new one before it expires.
const token = import.meta.env.VITE_MEETGRAPH_TOKEN ?? 'demo-north-clinic-operator'
const headers = { authorization: `Bearer ${token}` }

// What has no id belongs to what it hangs on.
const valueTypes = schema.__schema.types.filter(
  ({ kind, fields }) => kind === 'OBJECT' && !fields.some(({ name }) => name === 'id'),
)

const cache = cacheExchange({
  schema,
  keys: {
    ...Object.fromEntries(valueTypes.map(({ name }) => [name, () => null])),
    VendorStatus: ({ vendor }) => vendor as string,
  },
  resolvers: { Query: { meetings: relayPagination(), rooms: relayPagination(), devices: relayPagination() } },
})

const sockets = createClient({
  url: url.replace(/^http/, 'ws'),
  // A browser sends no headers with a WebSocket.
  connectionParams: headers,
  retryAttempts: Infinity,
  // 4403: the token is not accepted, or the page's origin is not listed; trying again does not change that.
  shouldRetry: (event) => (event as CloseEvent).code !== 4403,
})

export const client = new Client({
  url,
  preferGetMethod: false,
  fetchOptions: { headers },
  exchanges: [
    cache,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query, variables }) => ({
        subscribe: (sink) => ({ unsubscribe: sockets.subscribe({ query: query!, variables }, sink) }),
      }),
    }),
  ],
})
