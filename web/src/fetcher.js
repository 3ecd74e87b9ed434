// How GraphiQL talks to the gateway that served it: JSON over HTTP, subscriptions over a WebSocket.
import { Kind, OperationTypeNode, parse } from 'graphql'

import { ask, failed } from './http'
import { runs } from './runs'
import { follow } from './socket'

// GraphiQL's own question for the schema, which belongs to no tab.
const INTROSPECTION = 'IntrospectionQuery'

export function fetcher(params, { headers } = {}) {
  if (params.operationName === INTROSPECTION) return ask(params, headers).then(({ result }) => result)
  if (runs.resumed) return runs.resumed
  const operation = operationOf(params)
  // GraphiQL learns a moment late which operation an edit or another tab brought: run in that moment, it would send the
  // new text with the old operation's name. So the text itself has the last word.
  const asked = operation ? { ...params, operationName: operation.name?.value } : params
  const facts = { title: operation?.name?.value, kind: operation?.operation ?? OperationTypeNode.QUERY }
  return runs.start(facts, facts.kind === OperationTypeNode.SUBSCRIPTION ? following(asked, headers) : asking(asked, headers))
}

/** The operation to run; undefined if the text is invalid or does not contain it, which the gateway then reports. */
export function operationOf({ query, operationName }) {
  try {
    const operations = parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION)
    return operations.length === 1 ? operations[0] : operations.find(({ name }) => name?.value === operationName)
  } catch {
    return undefined
  }
}

function asking(params, headers) {
  return ({ result, end }) => {
    const stopping = new AbortController()
    ask(params, headers, stopping.signal).then(
      ({ result: answer, status, ms }) => {
        result(answer, { status, ms })
        end('answered')
      },
      () => {}, // Only where it was stopped.
    )
    return () => stopping.abort()
  }
}

function following(params, headers) {
  return ({ tell, result, end }) =>
    follow(params, headers, {
      connected: () => tell({ state: 'listening', trouble: undefined }),
      lost: (trouble) => tell({ state: 'waiting', trouble }),
      result,
      ended(why) {
        if (!why) return end('ended')
        const errors = typeof why === 'string' ? failed(why) : { errors: why }
        result(errors)
        end('failed', { trouble: errors.errors.map(({ message }) => message).join(' ') })
      },
    })
}
