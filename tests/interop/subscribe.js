// Follows a room's queue with a published client and prints, as one line of JSON each, what the client is told.
//
// subscribe.js graphql-ws|graphql-sse|graphql-sse-single|apollo <address> <query> [<variables> [<retries>]]: ends when the operation does, or when standard
// input is closed, which lets go of it as an application would.
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { ApolloLink } from '@apollo/client/link'
import { RetryLink } from '@apollo/client/link/retry'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

const [library, address, query, variables = '{}', retries = '0'] = process.argv.slice(2)
const retryAttempts = Number(retries)

const clients = {
  'graphql-ws': () =>
    createWsClient({
      url: address.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${process.env.MEETGRAPH_TOKEN}` },
      retryAttempts,
      // A browser tells of a refused connection by a close event; this library by an error, which is not tried again.
      shouldRetry: () => true,
    }),
  'graphql-sse': () => createSseClient({ url: address, retryAttempts }),
  'graphql-sse-single': () => createSseClient({ url: address, retryAttempts, singleConnection: true }),
  apollo: overMultipart,
}
const client = clients[library]()

// A socket that was closed is an event, not an error.
const said = (error) => (error.code ? `${error.code} ${error.reason}` : (error.message ?? String(error)))

const tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`)

const letGo = client.subscribe(
  { query, variables: JSON.parse(variables) },
  {
    next: (result) => tell({ next: result }),
    error: (error) => finish({ error: Array.isArray(error) ? error : said(error) }),
    complete: () => finish({ complete: true }),
  },
)

// Apollo's own way over HTTP, without any link that is made for subscriptions.
function overMultipart() {
  const link = ApolloLink.from([
    new RetryLink({ attempts: { max: retryAttempts + 1 }, delay: { initial: 300, max: 3000 } }),
    new HttpLink({ uri: address }),
  ])
  const apollo = new ApolloClient({ link, cache: new InMemoryCache() })
  return {
    subscribe({ query, variables }, sink) {
      const asked = { query: gql(query), variables }
      const running = ApolloLink.execute(link, asked, { client: apollo }).subscribe(sink)
      return () => {
        running.unsubscribe()
        sink.complete()
      }
    },
    dispose() {},
  }
}

process.stdin.resume()
process.stdin.on('end', () => letGo())

async function finish(told) {
  tell(told)
  await client.dispose()
  process.stdin.destroy()
}
