// The tabs of a first visit: one per .graphql file here, in the order of their names, each with the
// variables of the .json file beside it.
const queries = import.meta.glob('./*.graphql', { query: '?raw', import: 'default', eager: true })
const variables = import.meta.glob('./*.json', { query: '?raw', import: 'default', eager: true })

// In the demo the simulators have the ports after the gateway's, VSee's the last; elsewhere a shell may know it.
const { hostname, port } = window.location
const simulator = port ? `${hostname}:${Number(port) + 4}` : '$VSEE_SIMULATOR'

export const examples = Object.keys(queries)
  .sort()
  .map((path) => ({
    query: queries[path].trim().replace('$VSEE_SIMULATOR', simulator),
    variables: variables[path.replace('.graphql', '.json')]?.trim(),
  }))
