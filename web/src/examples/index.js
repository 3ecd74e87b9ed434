// The tabs of a first visit: one per .graphql file here, in the order of their names, each with the
// variables of the .json file beside it. START_OF_TODAY and END_OF_TODAY there are those of the browser's day.
const queries = import.meta.glob('./*.graphql', { query: '?raw', import: 'default', eager: true })
const variables = import.meta.glob('./*.json', { query: '?raw', import: 'default', eager: true })

// In the demo the simulators have the ports after the gateway's, VSee's the last; elsewhere a shell may know it.
const { hostname, port } = window.location
const simulator = port ? `${hostname}:${Number(port) + 4}` : '$VSEE_SIMULATOR'

const midnight = (days) => {
  const day = new Date()
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days).toISOString()
}
const filledIn = (text) =>
  text?.trim().replaceAll('START_OF_TODAY', midnight(0)).replaceAll('END_OF_TODAY', midnight(1))

export const examples = Object.keys(queries)
  .sort()
  .map((path) => ({
    query: queries[path].trim().replace('$VSEE_SIMULATOR', simulator),
    variables: filledIn(variables[path.replace('.graphql', '.json')]),
  }))
