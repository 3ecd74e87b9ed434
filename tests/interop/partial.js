// Asks for what has an answer and what has none, with a published client; prints what it hands its caller, as JSON.
//
// partial.js apollo|apollo-all|urql <address>
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client'
import { Client, fetchExchange } from '@urql/core'

const [how, address] = process.argv.slice(2)
const query = '{ meeting(id: "none") { id } vendors { vendor } }'
let status

async function noting(url, init) {
  const answer = await fetch(url, init)
  status = answer.status
  return answer
}

const { data, error } = await (how === 'urql' ? byUrql() : byApollo()).catch((error) => ({ error }))
process.stdout.write(JSON.stringify({ status, vendors: data?.vendors?.length ?? null, codes: codes(error) }))

function byUrql() {
  const client = new Client({ url: address, fetch: noting, preferGetMethod: false, exchanges: [fetchExchange] })
  return client.query(query, {}).toPromise()
}

function byApollo() {
  const client = new ApolloClient({ link: new HttpLink({ uri: address, fetch: noting }), cache: new InMemoryCache() })
  return client.query({ query: gql(query), errorPolicy: how === 'apollo-all' ? 'all' : 'none' })
}

function codes(error) {
  return (error?.errors ?? error?.graphQLErrors ?? []).map(({ extensions }) => extensions.code)
}
