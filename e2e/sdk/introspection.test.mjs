import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { buildClientSchema, findBreakingChanges, getIntrospectionQuery, parse, validate, validateSchema } from "graphql";
import { Epigraph } from "../server/epigraph.mjs";
import { graphqlData } from "../server/graphql.mjs";
import { defineEveryKind } from "./every-kind.mjs";

let server;
let project;

before(async () => {
  server = await Epigraph.start();
  await server.createOwner();
  project = await server.createProject("Introspection");
});
after(() => server?.stop());

async function introspect(address, options) {
  const query = getIntrospectionQuery(options);
  const schema = buildClientSchema(await graphqlData(address, project.token, query));
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

test("the Content API of an empty project describes a valid schema", async () => {
  const schema = await introspect(project.contentApi);
  assert.ok(schema.getType("Stage"));
});

test("the Content API of a model with a field of every kind describes a valid schema", async () => {
  const empty = await introspect(project.contentApi);
  await defineEveryKind(project);
  const schema = await introspect(project.contentApi, {
    descriptions: true,
    specifiedByUrl: true,
    directiveIsRepeatable: true,
    schemaDescription: true,
    inputValueDeprecation: true,
  });
  const fields = schema.getType("Thing").getFields();
  const typeOf = (name) => String(fields[name].type);
  assert.equal(typeOf("slug"), "String!");
  assert.equal(typeOf("one_richtext"), "RichText");
  assert.equal(typeOf("story"), "ThingStoryRichText");
  assert.equal(typeOf("sizes"), "[Size!]!");
  assert.equal(typeOf("facts"), "[Fact!]!");
  assert.equal(typeOf("blocks"), "[ThingblocksUnion!]!");
  assert.equal(typeOf("others"), "[Other!]!");
  // What was there stays as it was: only enums and unions have grown.
  const grown = new Set(["VALUE_ADDED_TO_ENUM", "TYPE_ADDED_TO_UNION"]);
  assert.deepEqual(
    findBreakingChanges(empty, schema).filter(({ type }) => !grown.has(type)),
    [],
  );
});

test("what graphql-js finds valid, the server answers; what it refuses, the server refuses", async () => {
  const schema = await introspect(project.contentApi);
  const ask = async (query) => {
    const response = await fetch(project.contentApi, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${project.token}` },
      body: JSON.stringify({ query }),
    });
    return response.status;
  };
  const queries = [
    "{ things(where: { one_int_gt: 1, AND: [{ size_in: [small] }] }, orderBy: slug_DESC, first: 3, locales: [de_AT, en]) { id } }",
    "{ thingsConnection(stage: REVIEW) { aggregate { count } edges { cursor node { block { __typename ... on Fact { label } } } } } }",
    "fragment F on Node { id ... on Thing { slug } } { node(id: \"x\") { ...F } }",
    "{ things { nothing } }",
    "{ things(where: { one_int_gt: \"x\" }) { id } }",
    "{ things { facts } }",
    "{ things(orderBy: facts_ASC) { id } }",
    "fragment F on Other { name } { things { ...F } }",
    "query($n: Int!) { things(where: { slug: $n }) { id } }",
  ];
  for (const query of queries) {
    const status = validate(schema, parse(query)).length === 0 ? 200 : 400;
    assert.equal(await ask(query), status, query);
  }
});
