// Sends one operation, by its hash first, with a published client; prints what came and what was sent on the way, as JSON.
//
// persisted.js apollo|apollo-get|urql|urql-post|urql-socket <address> <query>
import { createHash } from 'node:crypto'
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { Client, fetchExchange, subscriptionExchange } from '@urql/core'
import { persistedExchange } from '@urql/exchange-persisted'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

const [how, address, query] = process.argv.slice(2)
const sent = []

async function noting(url, init = {}) {
  const method = init.method ?? 'GET'
  const request = method === 'GET' ? Object.fromEntries(new URL(url).searchParams) : JSON.parse(init.body)
  const answer = await fetch(url, init)
  const names = (part) => part in request && request[part] !== undefined
  sent.push({ method, text: names('query'), hash: JSON.stringify(request.extensions ?? '').includes('sha256Hash'), status: answer.status })
  return answer
}

const found = await (how.startsWith('apollo') ? withApollo() : withUrql())
process.stdout.write(JSON.stringify({ ...found, sent }))
process.exit(0)

async function withApollo() {
  const sha256 = (text) => createHash('sha256').update(text).digest('hex')
  const byHash = new PersistedQueryLink({ sha256, useGETForHashedQueries: how === 'apollo-get' })
  const link = byHash.concat(new HttpLink({ uri: address, fetch: noting }))
  const client = new ApolloClient({ link, cache: new InMemoryCache() })
  const { data, error } = await client.query({ query: gql(query) })
  return { data, error: error?.message }
}

async function withUrql() {
  const socket = createWsClient({
    url: address.replace('http', 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${process.env.MEETGRAPH_TOKEN}` },
    on: { message: noteMessage },
  })
  const client = new Client({
    url: address,
    fetch: noting,
    preferGetMethod: false,
    exchanges: [
      persistedExchange({ preferGetForPersistedQueries: how !== 'urql-post', enableForSubscriptions: true }),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: (asked) => ({
          subscribe: (sink) => {
            sent.push({ text: Boolean(asked.query), hash: Boolean(asked.extensions?.persistedQuery) })
            // graphql-ws sends nothing without a text, so an empty one stands for none.
            return { unsubscribe: socket.subscribe({ ...asked, query: asked.query ?? '' }, sink) }
          },
        }),
      }),
    ],
  })
  const { data, error } = await (how === 'urql-socket' ? first(client.subscription(query, {})) : client.query(query, {}))
  return { data, error: error?.message }
}

function noteMessage(message) {
  if (message.type === 'error') sent.at(-1).refused = message.payload[0].message
}

function first(results) {
  return new Promise((resolve) => {
    const { unsubscribe } = results.subscribe((result) => {
      resolve(result)
      queueMicrotask(() => unsubscribe())
    })
  })
}
