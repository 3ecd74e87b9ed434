// Follows a subscription over a WebSocket (graphql-transport-ws), and says in words why it ended.
import { createClient } from 'graphql-ws'

import { endpoint, socketEndpoint } from './endpoint'
import { refusal, token, withToken } from './token'

const NO_WORD = 1006

/**
 * Subscribes; the headers travel as connection parameters, because a browser cannot set any on a WebSocket.
 *
 * @param told.connected Called when the gateway has accepted the socket, and again after each reconnection.
 * @param told.lost Called with a sentence when the connection broke and is retried.
 * @param told.result Called with each event.
 * @param told.ended Called once at the end; with a sentence, or a list of GraphQL errors, if it failed.
 * @returns {() => void} Ends it.
 */
export function follow(params, headers, told) {
  let wasConnected = false
  const client = createClient({
    url: socketEndpoint,
    // Asked for at each connection, so that a later one has the token of that moment.
    connectionParams: async () => {
      await token.ready
      return withToken(headers)
    },
    retryAttempts: 8,
    // What was refused once would be refused again.
    shouldRetry: (event) => wasConnected && !isOfToken(event),
    on: {
      connected() {
        wasConnected = true
        token.was(true)
        told.connected()
      },
      closed(event) {
        if (wasConnected && event.code !== 1000 && !isOfToken(event)) told.lost(`The connection broke (${codeAndReason(event)}); it is tried again.`)
      },
    },
  })
  return client.subscribe(params, {
    next: told.result,
    async error(error) {
      told.ended(Array.isArray(error) ? error : await sentence(error))
    },
    complete: () => told.ended(),
  })
}

async function sentence(failure) {
  // A browser says first that something went wrong, and then with this code that it was the connection.
  const error = failure instanceof Event && !('code' in failure) ? { code: NO_WORD, reason: '' } : failure
  if (typeof error?.code !== 'number') return `The subscription failed: ${error?.message ?? 'no reason is known'}.`
  if (isOfToken(error)) {
    token.was(false)
    return refusal()
  }
  if (error.code === NO_WORD || !error.reason) return unsaid(error)
  const advice = ADVICE[error.code] ?? 'Run it again; if it happens again, the log of the gateway says more.'
  return `The gateway closed the WebSocket: «${error.reason}» (code ${error.code}). ${advice}`
}

/** Whether the gateway closed because of the token; it closes with the same code for pages of other origins. */
function isOfToken({ code, reason }) {
  return code === 4403 && reason.startsWith('Forbidden')
}

// The gateway's reason is a sentence for programmers of clients; this is what somebody at this page can do.
const ADVICE = {
  1009: 'Make the query or its variables shorter.',
  1012: 'Run it again in a moment.',
  4401: 'Run it again.',
  4403: 'Open the explorer at an address that the gateway takes, or write it into the settings of the gateway.',
  4406: 'Something on the way changes the subprotocol: look at the proxy before the gateway.',
}

// A browser does not tell why a socket did not open, only that it did not; HTTP can tell whether anybody is there.
async function unsaid(error) {
  const lived = await fetch(`${endpoint}/tokens`, { headers: { accept: 'application/json' } }).then(
    (response) => response.ok,
    () => false,
  )
  const what = `The WebSocket to ${socketEndpoint} was refused or cut (${codeAndReason(error)}).`
  return lived
    ? `${what} The gateway answers over HTTP, so something on the way does not pass WebSockets on, such as a proxy whose settings ` +
        'lack it; «Copy as curl» gives the same subscription as an event stream, which needs none.'
    : `${what} The gateway does not answer over HTTP either: it does not run, or the network between is down.`
}

function codeAndReason({ code, reason }) {
  return `code ${code}, ${reason ? `«${reason}»` : 'no reason given'}`
}
