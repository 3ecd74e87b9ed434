// Follows a room's queue with a published client and prints, as one line of JSON each, what the client is told.
//
// subscribe.js graphql-ws|graphql-sse <address> <query> [<variables> [<retries>]]: ends when the operation does, or when standard
// input is closed, which lets go of it as an application would.
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createWsClient } from 'graphql-ws'
import WebSocket from 'ws'

const [library, address, query, variables = '{}', retries = '0'] = process.argv.slice(2)
const retryAttempts = Number(retries)

const client =
  library === 'graphql-ws'
    ? createWsClient({
        url: address.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        retryAttempts,
        // A browser tells of a refused connection by a close event; this library by an error, which is not tried again.
        shouldRetry: () => true,
      })
    : createSseClient({ url: address, retryAttempts })

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

process.stdin.resume()
process.stdin.on('end', () => letGo())

async function finish(told) {
  tell(told)
  await client.dispose()
  process.stdin.destroy()
}
