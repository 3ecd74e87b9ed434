// How the page talks to the gateway that served it: JSON over HTTP, subscriptions over a WebSocket.
import { createGraphiQLFetcher } from '@graphiql/toolkit'
import { Kind, parse } from 'graphql'

// A proxy may show this page anywhere; the API is where the page is.
const url = new URL(window.location.pathname.replace(/\/+$/, ''), window.location.href)
const subscriptionUrl = new URL(url)
subscriptionUrl.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'

const ask = createGraphiQLFetcher({
  url: url.href,
  headers: { accept: 'application/graphql-response+json, application/json' },
  enableIncrementalDelivery: false,
  // Opened by the first subscription; the headers tab travels as its connection parameters, because a
  // browser cannot set headers on a WebSocket.
  subscriptionUrl: subscriptionUrl.href,
})

// GraphiQL learns a moment late which operation an edit or another tab brought: run in that moment, it would
// send the new text with the old operation's name. So the text itself has the last word.
export function fetcher(params, options) {
  const documentAST = read(params.query)
  if (!documentAST) return ask(params, options)
  const names = documentAST.definitions
    .filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
    .map((operation) => operation.name?.value)
  const operationName = names.includes(params.operationName) || names.length > 1 ? params.operationName : names[0]
  return ask({ ...params, operationName }, { ...options, documentAST })
}

function read(query) {
  try {
    return parse(query)
  } catch {
    // The gateway says it better, with the place of the mistake.
    return null
  }
}
