// An operation as a command of a shell.
import { endpoint } from './endpoint'
import { operationOf } from './fetcher'
import { ACCEPT } from './http'

/** The command that asks the same as the page would; a subscription comes as an event stream. */
export function asCurl({ query, variables, operationName, headers }) {
  const operation = operationOf({ query, operationName })
  const streams = operation?.operation === 'subscription'
  const sent = { 'content-type': 'application/json', accept: streams ? 'text/event-stream' : ACCEPT, ...headers }
  const body = JSON.stringify({ query, variables, operationName: operation?.name?.value })
  return [
    // Without buffer, an event shows when it comes.
    `curl -sS ${streams ? '-N ' : ''}${quoted(endpoint)}`,
    ...Object.entries(sent).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    `--data-raw ${quoted(body)}`,
  ].join(' \\\n  ')
}

function quoted(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
