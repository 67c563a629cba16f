import { graphql } from "../../../../lib/epigraph";
import { postRoute } from "../../../../lib/route";

const PUBLISH = `mutation PublishPostcard($id: ID!) { publishPostcard(where: { id: $id }, to: PUBLISHED) { id } }`;
const READ = `query ReadPublishedPostcard($id: ID!) { postcard(where: { id: $id }, stage: PUBLISHED) { id title stage } }`;

/** Publishes a postcard and reads what a visitor of a site would read. */
export const POST = postRoute(["contentApi", "appToken", "id"], async ({ contentApi, appToken, id }) => {
  await graphql(contentApi, appToken, PUBLISH, { id });
  const { postcard } = await graphql(contentApi, appToken, READ, { id });
  return postcard;
});
