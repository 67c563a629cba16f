import { graphql } from "../../../lib/epigraph";
import { postRoute } from "../../../lib/route";

const CREATE = `mutation WritePostcard($title: String!) { createPostcard(data: { title: $title }) { id } }`;
const READ = `query ReadPostcard($id: ID!) { postcard(where: { id: $id }, stage: DRAFT) { id title stage } }`;

/** Writes a postcard and reads it back as a draft. */
export const POST = postRoute(["contentApi", "appToken", "title"], async ({ contentApi, appToken, title }) => {
  const { createPostcard } = await graphql(contentApi, appToken, CREATE, { title });
  const { postcard } = await graphql(contentApi, appToken, READ, { id: createPostcard.id });
  return postcard;
});
