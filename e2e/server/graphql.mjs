/** Sends one GraphQL operation: `{status, data, errors}`. */
export async function graphql(address, token, query, variables = {}) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  return { status: response.status, data, errors };
}

/** Sends one GraphQL operation that must succeed; gives its data. */
export async function graphqlData(address, token, query, variables) {
  const { status, data, errors } = await graphql(address, token, query, variables);
  if (status !== 200 || errors) throw new Error(`status ${status}: ${JSON.stringify(errors)}\n${query}`);
  return data;
}
