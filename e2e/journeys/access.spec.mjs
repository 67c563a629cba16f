// People, roles, tokens and the public, as the owner sets them in Studio, and what the APIs then answer.
import AxeBuilder from "@axe-core/playwright";
import { graphql, graphqlData } from "../server/graphql.mjs";
import { expect, test } from "./fixtures.mjs";
import * as studio from "./studio.mjs";

const INVITED = { name: "Bo Editor", email: "bo@example.com", password: "correct horse battery" };
const LETTERS = "{ letters { title } }";

/** The owner on the schema's screen of a project whose one model holds one published letter. */
async function letters(page, server) {
  await server.createOwner();
  const project = await server.createProject("Letters");
  await page.goto("/sign-in");
  await studio.signIn(page);
  await page.getByRole("link", { name: "Letters" }).click();
  await studio.createModel(page, "Letter");
  await studio.addField(page, "Title");
  const write = `mutation {
    createLetter(data: { title: "To Ada" }) { id }
    publishManyLettersConnection(to: PUBLISHED) { edges { node { id } } }
  }`;
  await graphqlData(project.contentApi, project.token, write);
  return project;
}

async function settings(page, name) {
  await page.getByRole("link", { name, exact: true }).click();
  await studio.onScreen(page, name);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))).toEqual([]);
}

const button = (place, name) => place.getByRole("button", { name, exact: true });

test("a token can do what its permissions in Studio say", async ({ page, server }) => {
  const project = await letters(page, server);
  await settings(page, "Permanent tokens");
  await button(page, "Create token").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Site");
  await dialog.getByLabel("Default stage", { exact: true }).selectOption({ label: "Published" });
  await button(dialog, "Create token").click();
  await studio.onScreen(page, "Site");
  const token = await page.getByLabel("Value", { exact: true }).inputValue();
  expect((await graphql(project.contentApi, token, LETTERS)).data?.letters).toBeUndefined();

  await button(page, "Initialize defaults").click();
  await expect(page.getByRole("cell", { name: "All models", exact: true })).toBeVisible();
  await expect(page.getByRole("cell", { name: "PUBLISHED", exact: true })).toBeVisible();
  await expect.poll(() => graphql(project.contentApi, token, LETTERS).then(({ data }) => data?.letters)).toEqual([
    { title: "To Ada" },
  ]);

  await button(page, "Initialize management defaults").click();
  await expect(page.getByText("Management permissions were saved.")).toBeVisible();
  const models = page.getByRole("group", { name: "Model", exact: true }).getByRole("checkbox", { checked: true });
  await expect(models).toHaveCount(2);

  await button(page, "Switch off: Read, All models").click();
  await expect.poll(() => graphql(project.contentApi, token, LETTERS).then(({ data }) => data?.letters)).toBeUndefined();

  await button(page, "Delete token").click();
  await studio.confirm(page, "Delete token");
  await studio.onScreen(page, "Permanent tokens");
  await expect.poll(() => graphql(project.contentApi, token, LETTERS).then(({ status }) => status)).toBe(401);
});

test("the public reads what a permission with a condition lets it", async ({ page, server }) => {
  const project = await letters(page, server);
  await settings(page, "Public API");
  const asPublic = (query = LETTERS) =>
    graphql(project.contentApi, null, query).then(({ data }) => data?.letters);
  await button(page, "Initialize defaults").click();
  await expect.poll(() => asPublic()).toEqual([{ title: "To Ada" }]);
  expect(await asPublic("{ letters(stage: DRAFT) { title } }")).toBeUndefined();
  await button(page, "Remove: Read, All models").click();
  await expect.poll(() => asPublic()).toBeUndefined();

  await button(page, "Add permission").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Model", { exact: true }).selectOption({ label: "Letter" });
  const condition = dialog.getByLabel("Condition", { exact: true });
  await condition.fill('{"titel":"To Ada"}');
  await button(dialog, "Add permission").click();
  await expect(dialog.getByRole("alert")).toContainText("titel");
  await condition.fill('{"title":"To Bo"}');
  await button(dialog, "Add permission").click();
  await expect(page.getByRole("cell", { name: '{"title":"To Bo"}' })).toBeVisible();
  await expect.poll(() => asPublic()).toEqual([]);
  await button(page, "Edit: Read, Letter").click();
  await page.getByRole("dialog").getByLabel("Condition", { exact: true }).fill('{"title":"To Ada"}');
  await button(page.getByRole("dialog"), "Save permission").click();
  await expect.poll(() => asPublic()).toEqual([{ title: "To Ada" }]);
});

test("an invited person joins by the link and sees what the role allows", async ({ page, server, browser }) => {
  await letters(page, server);
  await settings(page, "Members");
  await button(page, "Invite member").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Email", { exact: true }).fill(INVITED.email);
  await dialog.getByLabel("Editor", { exact: true }).check();
  await button(dialog, "Make invitation link").click();
  const link = await page.getByLabel("Invitation link", { exact: true }).inputValue();
  await button(page, "Done").click();

  const context = await browser.newContext();
  const other = await context.newPage();
  await other.goto(link);
  await studio.onScreen(other, "Join Letters");
  await other.getByLabel("Name", { exact: true }).fill(INVITED.name);
  await other.getByLabel("Password", { exact: true }).fill(INVITED.password);
  await button(other, "Create account and join").click();
  await other.getByRole("link", { name: "Letters" }).click();
  await studio.onScreen(other, "Schema");
  await expect(other.getByRole("link", { name: "Audit log" })).toHaveCount(0);
  await expect(other.getByRole("link", { name: "Roles" })).toHaveCount(0);
  await context.close();

  await page.reload();
  await expect(page.getByRole("cell", { name: INVITED.email })).toBeVisible();
  await button(page, `Remove ${INVITED.name}`).click();
  await studio.confirm(page, "Remove member");
  await expect(page.getByRole("cell", { name: INVITED.email })).toHaveCount(0);
});

test("a role of one's own takes management permissions, and the audit log tells of it", async ({ page, server }) => {
  await letters(page, server);
  await settings(page, "Roles");
  await button(page, "Create role").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Schema reader");
  await button(dialog, "Create role").click();
  await studio.onScreen(page, "Schema reader");
  await button(page, "Initialize defaults").click();
  await expect(page.getByRole("cell", { name: "All models", exact: true })).toBeVisible();
  await page.getByRole("group", { name: "Model", exact: true }).getByRole("checkbox").first().click();
  await button(page, "Save management permissions").click();
  await expect(page.getByText("Management permissions were saved.")).toBeVisible();

  await settings(page, "Audit log");
  await page.getByLabel("Resource", { exact: true }).selectOption({ label: "Role" });
  const created = page.getByRole("cell", { name: "Created", exact: true });
  // Until the filtered rows are there, those before the filter stay.
  await expect(created).toHaveCount(1);
  await expect(created).toBeVisible();
});

test("the own password is changed, and the old one is worth nothing", async ({ page, server }) => {
  await server.createOwner();
  await page.goto("/sign-in");
  await studio.signIn(page);
  await studio.onScreen(page, "Projects");
  await page.goto("/account");
  await page.getByLabel("Current password", { exact: true }).fill(studio.password);
  await page.getByLabel("New password", { exact: true }).fill(INVITED.password);
  await button(page, "Change password").click();
  await expect(page.getByText("The password was changed.")).toBeVisible();
  await studio.signOut(page);
  await studio.signIn(page, INVITED.password);
  await studio.onScreen(page, "Projects");
});
