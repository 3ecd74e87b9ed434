// Mercurius on Fastify; each operation is compiled after its first run.
import fastify from 'fastify';
import mercurius from 'mercurius';
import { address, loaders, resolvers, typeDefs } from './resolvers.js';

const app = fastify();
app.register(mercurius, { schema: typeDefs, resolvers, context: loaders, jit: 1 });
await app.listen(address);
