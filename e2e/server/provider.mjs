import { once } from "node:events";
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const CLIENT = { id: "epigraph", secret: "a secret for tests: & %" };

/**
 * An identity provider on that port of the loopback address, for a server of these tests: `{stop()}`. Its form takes any password;
 * who signs in is the e-mail address that is typed.
 */
export async function startProvider(port, server) {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${server.url}/studio-api/openid/callback`],
      },
    ],
    claims: { email: ["email", "email_verified"], profile: ["name"] },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: `of ${id}`, email: id, email_verified: !id.startsWith("unverified"), name: `Name of ${id}` }),
    }),
  });
  const http = createServer(provider.callback());
  await once(http.listen(port, "127.0.0.1"), "listening");
  return {
    async stop() {
      const closed = once(http, "close");
      http.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
