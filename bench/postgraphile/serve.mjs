// PostGraphile for one schema of a PostgreSQL database: `node serve.mjs <connection string> <schema> <port>`.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { postgraphile } from "postgraphile";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [connectionString, schema, port] = process.argv.slice(2);

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Else only columns with an index may be filtered and ordered by.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  // As many connections as Epigraph's own pool has.
  pgServices: [makePgService({ connectionString, schemas: [schema], poolConfig: { max: 16 } })],
  grafserv: { graphiql: false, watch: false, graphqlOverGET: true },
});
const server = createServer();
const served = instance.createServ(grafserv);
await served.addTo(server);
server.listen(Number(port), "127.0.0.1");

// Ends as the other server does.
process.on("SIGTERM", async () => {
  server.close();
  server.closeAllConnections();
  await instance.release();
  process.exit(0);
});
