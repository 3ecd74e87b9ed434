// The client: a cache that knows the schema's value objects, and subscriptions over HttpLink's own multipart.
import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client'
import { RetryLink } from '@apollo/client/link/retry'
import { getMainDefinition, relayStylePagination } from '@apollo/client/utilities'

import { possibleTypes, valueTypes } from './generated/schema.json'

// What has no id belongs to what it hangs on, and adds its fields to those that are there.
const values = Object.fromEntries(valueTypes.map((name) => [name, { keyFields: false, merge: true }]))

const lists = Object.fromEntries(
  ['meetings', 'rooms', 'devices'].map((list) => [list, relayStylePagination(['filter', 'direction'])]),
)

const cache = new InMemoryCache({
  possibleTypes,
  typePolicies: { ...values, VendorStatus: { keyFields: ['vendor'] }, Query: { fields: lists } },
})

// Only what can be asked again without harm: a mutation is sent again by its key, when somebody wants that.
const retry = new RetryLink({
  delay: { initial: 500, max: 10_000 },
  attempts: {
    max: Infinity,
    retryIf: (_error, { query }) => getMainDefinition(query).operation === 'subscription',
  },
})

const uri = import.meta.env.VITE_MEETGRAPH ?? 'http://localhost:8000/graphql'

// The demo's; an application asks its identity provider for one, and for a new one before it expires.
const token = import.meta.env.VITE_MEETGRAPH_TOKEN ?? 'demo-north-clinic-operator'
const http = new HttpLink({ uri, headers: { authorization: `Bearer ${token}` } })

export const client = new ApolloClient({ cache, link: retry.concat(http) })
