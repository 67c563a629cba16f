import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildClientSchema, getIntrospectionQuery, validateSchema } from "graphql";
import { Epigraph } from "../server/epigraph.mjs";
import { graphqlData } from "../server/graphql.mjs";

let server;
let project;

before(async () => {
  server = await Epigraph.start();
  await server.createOwner();
  project = await server.createProject("Introspection");
});
after(() => server?.stop());

async function introspect(address) {
  const schema = buildClientSchema(await graphqlData(address, project.token, getIntrospectionQuery()));
  assert.deepEqual(
    validateSchema(schema).map((error) => error.message),
    [],
  );
  return schema;
}

test("the Management API describes a valid schema", async () => {
  const schema = await introspect(project.managementApi);
  assert.ok(schema.getMutationType().getFields().submitBatchChanges);
});

test("the Content API describes a valid schema", async () => {
  const schema = await introspect(project.contentApi);
  assert.ok(schema.getType("Stage"));
});
