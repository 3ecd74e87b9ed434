// The tabs of a first visit: one per .graphql file here, in the order of their names, each with the
// variables of the .json file beside it.
const queries = import.meta.glob('./*.graphql', { query: '?raw', import: 'default', eager: true })
const variables = import.meta.glob('./*.json', { query: '?raw', import: 'default', eager: true })

export const examples = Object.keys(queries)
  .sort()
  .map((path) => ({
    query: queries[path].trim(),
    variables: variables[path.replace('.graphql', '.json')]?.trim(),
  }))
