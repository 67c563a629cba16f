import { once } from "node:events";
import { createServer } from "node:http";

/** A web site on a free port of localhost that answers every request with these headers and a page: `{origin, stop()}`. */
export async function startSite(headers) {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/html", ...headers }).end("<!doctype html><title>A site</title>");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://localhost:${server.address().port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      // A browser keeps its connections open for later.
      server.closeAllConnections();
      await closed;
    },
  };
}
