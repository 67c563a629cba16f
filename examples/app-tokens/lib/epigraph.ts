import { Refusal } from "./route";

/** An entry of the model that this app creates. */
export interface Postcard {
  id: string;
  title: string;
  stage: string;
}

/**
 * Posts JSON to Epigraph. The page tells us the address, and anybody can call our routes, so only addresses on the
 * server named by EPIGRAPH_URL are taken: a client secret or a token must not travel anywhere else.
 */
export async function postToEpigraph(address: string, body: unknown, token?: string) {
  if (!process.env.EPIGRAPH_URL) throw new Refusal(500, "The app's server lacks EPIGRAPH_URL.");
  if (!URL.canParse(address) || new URL(address).origin !== new URL(process.env.EPIGRAPH_URL).origin) {
    throw new Refusal(400, "This app works with another Epigraph server. Compare EPIGRAPH_URL.");
  }
  const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) }).catch(() => {
    throw new Refusal(502, "Epigraph could not be reached.");
  });
  const answer = await response.json().catch(() => {
    throw new Refusal(502, `Epigraph answered with status ${response.status} and no JSON.`);
  });
  return { ok: response.ok, status: response.status, answer };
}

/** Runs one GraphQL operation and gives its data; the first error becomes the refusal's text. */
export async function graphql(address: string, token: string, query: string, variables: Record<string, unknown>) {
  const { ok, status, answer } = await postToEpigraph(address, { query, variables }, token);
  const message = answer.errors?.[0]?.message;
  if (!ok || message) throw new Refusal(ok ? 502 : status, message ?? `Epigraph answered with status ${status}.`);
  return answer.data;
}
