/** Sends JSON to one of our own routes; throws an Error with the route's message when it refuses. */
export async function postJson<Answer>(path: string, body: unknown): Promise<Answer> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.message ?? `The app's server answered with status ${response.status}.`);
  return answer as Answer;
}
