import { graphqlData } from "../server/graphql.mjs";
import { expect, test } from "./fixtures.mjs";
import * as studio from "./studio.mjs";

test("a model made in Studio answers on the Content API", async ({ page, server }) => {
  await server.createOwner();
  const project = await server.createProject("Library");
  await page.goto("/sign-in");
  await studio.signIn(page);
  await page.getByRole("link", { name: "Library" }).click();
  await studio.onScreen(page, "Schema");
  await studio.createModel(page, "Book");
  await studio.addField(page, "Title");
  const write = 'mutation { createBook(data: { title: "Middlemarch" }) { title } }';
  expect(await graphqlData(project.contentApi, project.token, write)).toEqual({ createBook: { title: "Middlemarch" } });
});
