// Apollo Server on Fastify.
import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import fastify from 'fastify';
import { address, loaders, resolvers, typeDefs } from './resolvers.js';

const app = fastify();
const server = new ApolloServer({ typeDefs, resolvers, plugins: [fastifyApolloDrainPlugin(app)] });
await server.start();
app.route({
  url: '/graphql',
  method: ['POST', 'OPTIONS'],
  handler: fastifyApolloHandler(server, { context: async () => loaders() }),
});
await app.listen(address);
