// Serves a supergraph with the router given, until its standard input ends; prints where it listens.
// Subscriptions go to the subgraphs over server-sent events, or where `ws` is named, over WebSockets.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

// What a client says to the router that the subgraphs are to hear.
const PASSED_ON = ['x-request-id', 'authorization']

const [router, file, subscriptions] = process.argv.slice(2)
const supergraph = readFileSync(file, 'utf8')

async function apollo() {
  const { ApolloGateway, RemoteGraphQLDataSource } = await import('@apollo/gateway')
  const { ApolloServer } = await import('@apollo/server')
  const { startStandaloneServer } = await import('@apollo/server/standalone')
  const { ApolloServerPluginInlineTrace } = await import('@apollo/server/plugin/inlineTrace')
  class PassingOn extends RemoteGraphQLDataSource {
    willSendRequest({ request, context }) {
      for (const name of PASSED_ON) {
        if (context.headers?.[name]) request.http.headers.set(name, context.headers[name])
      }
    }
  }
  const quiet = { debug() {}, info() {}, warn() {}, error: console.error }
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph,
    buildService: ({ url }) => new PassingOn({ url }),
    logger: quiet,
  })
  const server = new ApolloServer({
    gateway,
    logger: quiet,
    plugins: [ApolloServerPluginInlineTrace({ includeErrors: { unmodified: true } })],
  })
  const context = async ({ req }) => ({ headers: req.headers })
  return (await startStandaloneServer(server, { listen: { host: '127.0.0.1', port: 0 }, context })).url
}

async function hive(options = {}) {
  const { createGatewayRuntime } = await import('@graphql-hive/gateway-runtime')
  const http = await import('@graphql-mesh/transport-http')
  const ws = await import('@graphql-mesh/transport-ws')
  const sockets = { options: {
    subscriptions: {
      kind: 'ws',
      location: '/graphql',
      options: { connectionParams: { authorization: '{context.headers.authorization}' } },
    },
  } }
  const gateway = createGatewayRuntime({
    supergraph,
    logging: false,
    maskedErrors: false,
    transports: { http, ws },
    transportEntries: subscriptions === 'ws' ? { '*.http': sockets } : {},
    propagateHeaders: {
      fromClientToSubgraphs: ({ request }) =>
        Object.fromEntries(PASSED_ON.map((name) => [name, request.headers.get(name)]).filter(([, value]) => value)),
    },
    ...options,
  })
  const server = createServer(gateway)
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${server.address().port}/graphql`
}

// Hive Gateway with the query planner of Hive Router.
async function hiveRouter() {
  const { unifiedGraphHandler } = await import('@graphql-hive/router-runtime')
  return hive({ unifiedGraphHandler })
}

console.log(await { apollo, hive, 'hive-router': hiveRouter }[router]())
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
