// The operation that the page's address carries, as GraphQL over HTTP writes it; it is shown, never run.
const parameters = new URLSearchParams(window.location.search)

export const linked = parameters.get('query') && {
  query: parameters.get('query'),
  // What an earlier visit left in the editor is not the link's.
  variables: readable(parameters.get('variables') ?? ''),
  operationName: parameters.get('operationName'),
}

function readable(json) {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}
