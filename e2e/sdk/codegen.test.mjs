// GraphQL Code Generator makes TypeScript of a schema and its operations, as sites do at build time, and it compiles.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { generate } from "@graphql-codegen/cli";
import { Epigraph } from "../server/epigraph.mjs";
import { defineEveryKind } from "./every-kind.mjs";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

const OPERATIONS = `
  fragment Facts on Thing { facts { label } block { __typename ... on Fact { label } ... on Quote { text } } }
  query Things($where: ThingWhereInput, $first: Int = 10) {
    things(where: $where, first: $first, orderBy: slug_ASC, stage: PUBLISHED) {
      ...Facts
      slug size sizes one_date one_json one_richtext { raw html } others { name } localizations { locale title }
      mentions { ... on Other { name } }
    }
  }
  mutation Rename($id: ID!, $title: String!) { updateThing(where: { id: $id }, data: { title: $title }) { id title } }
`;

/** Uses the types; the lines after a comment must be refused. */
const PROGRAM = `
  import type { RenameMutationVariables, ThingsQuery, ThingsQueryVariables } from "./operations";
  import type { Fact, Query, ThingblockUnion } from "./schema";
  export const first = (query: Query): ThingblockUnion | null | undefined => query.things[0]?.block;
  export const label = (fact: Fact): string => fact.label;
  export const variables: ThingsQueryVariables = { where: { size_in: ["large"], one_int_gt: 3, OR: [{ slug: "x" }] } };
  export const slugs = (data: ThingsQuery): string[] => data.things.map((thing) => thing.slug);
  export const labels = (data: ThingsQuery): string[] =>
    data.things.flatMap(({ block }) => (block?.__typename === "Fact" ? [block.label] : []));
  // @ts-expect-error there is no such filter
  export const wrong: ThingsQueryVariables = { where: { nothing: 1 } };
  // @ts-expect-error the title is required
  export const missing: RenameMutationVariables = { id: "x" };
`;

let server;
let project;
let folder;

before(async () => {
  server = await Epigraph.start();
  await server.createOwner();
  project = await server.createProject("Codegen");
  await defineEveryKind(project);
  folder = await mkdtemp(join(FOLDER, "node_modules/.codegen-"));
});
after(async () => {
  await server?.stop();
  if (folder) await rm(folder, { recursive: true });
});

test("types are generated from the live schema, and they compile", async () => {
  const [types, operations] = ["schema.ts", "operations.ts"].map((name) => join(folder, name));
  await generate(
    {
      schema: [{ [project.contentApi]: { headers: { authorization: `Bearer ${project.token}` } } }],
      documents: [OPERATIONS],
      generates: { [types]: { plugins: ["typescript"] }, [operations]: { plugins: ["typescript-operations"] } },
      silent: true,
    },
    true,
  );
  assert.match(await readFile(operations, "utf8"), /export type ThingsQuery = /);
  await writeFile(join(folder, "program.ts"), PROGRAM);
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { strict: true, noEmit: true, types: [], module: "esnext", moduleResolution: "bundler" } }),
  );
  const compiler = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));
  await promisify(execFile)(process.execPath, [compiler, "--project", folder]).catch(({ stdout }) => assert.fail(stdout));
});
