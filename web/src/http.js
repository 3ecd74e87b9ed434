// Asks the gateway once over HTTP, and says in words what went wrong on the way.
import { endpoint } from './endpoint'
import { refusal, token, withToken } from './token'

export const ACCEPT = 'application/graphql-response+json, application/json'

/**
 * @returns {Promise<{result: object, status: string, ms: number}>} The answer, or errors in its place; what HTTP said
 *   of it; how long it took. Rejects only where `signal` ended it.
 */
export async function ask(params, headers, signal) {
  await token.ready
  const began = performance.now()
  const took = () => performance.now() - began
  let sent, response, text
  try {
    sent = new Headers({ accept: ACCEPT, ...withToken(headers), 'content-type': 'application/json' })
  } catch (error) {
    return { result: failed(`Nothing was sent, because these are no headers: ${error.message}`), status: 'Not sent', ms: 0 }
  }
  try {
    response = await fetch(endpoint, { method: 'POST', headers: sent, body: JSON.stringify(params), signal })
    text = await response.text()
  } catch {
    signal?.throwIfAborted()
    return { result: failed(UNREACHED), status: 'No answer', ms: took() }
  }
  const status = `${response.status} ${response.statusText || PHRASES[response.status] || ''}`.trim()
  token.was(response.status !== UNAUTHENTICATED)
  if (response.status === UNAUTHENTICATED) return { result: failed(refusal()), status, ms: took() }
  return { result: read(text, response, status), status, ms: took() }
}

/** A response of GraphQL that says one thing only. */
export function failed(message) {
  return { errors: [{ message }] }
}

const UNAUTHENTICATED = 401

const PHRASES = { 294: 'Partial Success' }

const UNREACHED =
  `The gateway at ${endpoint} cannot be reached: it does not run, the network between is down, or it went away before it ` +
  'had answered. A query can be run again; look first whether a mutation was carried out.'

function read(text, response, status) {
  try {
    const result = JSON.parse(text)
    if (typeof result === 'object' && result !== null) return result
  } catch {
    // It is told below.
  }
  const type = response.headers.get('content-type')?.split(';')[0] || 'something without a type'
  return failed(
    `This answer is not GraphQL but ${type}, with the status ${status}: something on the way to the gateway at ${endpoint} ` +
      'answered in its place, such as a proxy that cannot reach it.',
  )
}
