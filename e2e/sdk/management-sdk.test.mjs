import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client } from "@hygraph/management-sdk";
import { Epigraph } from "../server/epigraph.mjs";
import { graphqlData } from "../server/graphql.mjs";

let server;
let project;

before(async () => {
  server = await Epigraph.start();
  await server.createOwner();
  project = await server.createProject("SDK");
});
after(() => server?.stop());

function migration() {
  const client = new Client({ authToken: project.token, endpoint: project.contentApi, name: "first-model" });
  client.createModel({ apiId: "Article", apiIdPlural: "Articles", displayName: "Article" });
  client.createSimpleField({ modelApiId: "Article", apiId: "headline", displayName: "Headline", type: "STRING" });
  return client;
}

test("the SDK finds the server by the Content API's endpoint and creates a model with a field", async () => {
  const result = await migration().run(true);
  assert.equal(result.status, "SUCCESS", result.errors);
  const article = `mutation { createArticle(data: { headline: "Hello" }) { headline stage } }`;
  const { createArticle } = await graphqlData(project.contentApi, project.token, article);
  assert.deepEqual(createArticle, { headline: "Hello", stage: "DRAFT" });
});

test("a second run under the same name fails as it does at Hygraph", async () => {
  await assert.rejects(migration().run(true), ({ message }) => {
    const prefix = "Could not submit migration: There is already a migration with name:";
    assert.ok(message.startsWith(prefix), message);
    return true;
  });
});
