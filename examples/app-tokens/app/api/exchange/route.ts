import { postToEpigraph } from "../../../lib/epigraph";
import { postRoute, Refusal } from "../../../lib/route";

/**
 * Exchanges a setup code for the app token. The token stays here: the pages get theirs from the host, and a server
 * that works while nobody looks would store it in this place.
 */
export const POST = postRoute(["code", "managementApi"], async ({ code, managementApi }) => {
  const { CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
  if (!clientId || !clientSecret) throw new Refusal(500, "The app's server lacks CLIENT_ID or CLIENT_SECRET.");
  const exchange = managementApi.replace(/\/[^/]*$/, "/app-exchange-token");
  const { ok, status, answer } = await postToEpigraph(exchange, { clientId, clientSecret, exchangeCode: code });
  if (!ok) throw new Refusal(status, answer.message ?? "The setup code was refused.");
  if (!answer.appToken) throw new Refusal(502, "Epigraph sent no app token.");
  return { connected: true };
});
