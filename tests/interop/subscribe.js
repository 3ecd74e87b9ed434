// Follows a room's queue with a published client and prints, as one line of JSON each, what the client is told.
//
// subscribe.js graphql-ws|graphql-sse <address> <query> [<variables>]: ends when the operation does, or when standard
// input is closed, which lets go of it as an application would.
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

const [library, address, query, variables = '{}'] = process.argv.slice(2)

const client =
  library === 'graphql-ws'
    ? createWsClient({ url: address.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 })
    : createSseClient({ url: address, retryAttempts: 0 })

const tell = (told) => process.stdout.write(`${JSON.stringify(told)}\n`)

const letGo = client.subscribe(
  { query, variables: JSON.parse(variables) },
  {
    next: (result) => tell({ next: result }),
    error: (error) => finish({ error: Array.isArray(error) ? error : String(error) }),
    complete: () => finish({ complete: true }),
  },
)

process.stdin.resume()
process.stdin.on('end', () => letGo())

async function finish(told) {
  tell(told)
  await client.dispose()
  process.stdin.destroy()
}
