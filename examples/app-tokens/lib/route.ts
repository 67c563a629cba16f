/** A refusal with a text for the person and the HTTP status that our route answers with. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** Makes a POST route that takes a JSON object in which each of `names` is a text that is not empty. */
export function postRoute<Name extends string>(
  names: readonly Name[],
  answer: (fields: Record<Name, string>) => Promise<unknown>,
) {
  return async (request: Request): Promise<Response> => {
    try {
      return Response.json(await answer(await readFields(request, names)));
    } catch (reason) {
      if (reason instanceof Refusal) return Response.json({ message: reason.message }, { status: reason.status });
      console.error(reason);
      return Response.json({ message: "The app's server failed. Its log says why." }, { status: 500 });
    }
  };
}

async function readFields<Name extends string>(request: Request, names: readonly Name[]) {
  const body = await request.json().catch(() => null);
  const missing = names.filter((name) => typeof body?.[name] !== "string" || body[name] === "");
  if (missing.length > 0) throw new Refusal(400, `The request lacks ${missing.join(", ")}.`);
  return body as Record<Name, string>;
}
