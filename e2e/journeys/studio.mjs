// What a person does in Studio, found by the words that the person reads.
import { OWNER } from "../server/epigraph.mjs";
import { expect } from "./fixtures.mjs";

/** The password that the owner has. */
export const { password } = OWNER;

const heading = (page, name) => page.getByRole("heading", { name, exact: true });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const field = (place, label) => place.getByLabel(label, { exact: true });

/** Waits for the screen with this heading. */
export const onScreen = (page, name) => expect(heading(page, name)).toBeVisible();

export async function createOwner(page, link) {
  await page.goto(link);
  await onScreen(page, "Create the owner");
  await field(page, "Name").fill(OWNER.name);
  await field(page, "Email").fill(OWNER.email);
  await field(page, "Password").fill(OWNER.password);
  await press(page, "Create owner");
  await onScreen(page, "Projects");
}

export async function signOut(page) {
  await press(page, "Account");
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await onScreen(page, "Sign in");
}

export async function signIn(page, password = OWNER.password) {
  await field(page, "Email").fill(OWNER.email);
  await field(page, "Password").fill(password);
  await press(page, "Sign in");
}

/** Creates a project from the list of projects; gives its id. Studio goes on to the schema of its environment master. */
export async function createProject(page, name) {
  await press(page, "Create project");
  const dialog = page.getByRole("dialog");
  await field(dialog, "Name").fill(name);
  await press(dialog, "Create project");
  await page.waitForURL(/\/[a-z0-9]{25}\/master$/);
  await onScreen(page, "Schema");
  return new URL(page.url()).pathname.split("/")[1];
}

/** Registers an app through its form; gives its credentials. */
export async function registerApp(page, app) {
  await page.goto("/apps/new");
  await onScreen(page, "Register app");
  await field(page, "Name").fill(app.name);
  await field(page, "API ID").fill(app.apiId);
  await field(page, "Setup URL").fill(app.setupUrl);
  await field(page, "Avatar URL").fill(app.avatarUrl);
  await page.getByRole("tab", { name: "Permissions" }).click();
  await field(page, "Content API").selectOption("READ_WRITE");
  await field(page, "Schema").selectOption("READ_WRITE");
  await page.getByRole("tab", { name: "Elements" }).click();
  await addPage(page, app.page);
  await press(page, "Register app");
  const credentials = await takeCredentials(page);
  await onScreen(page, app.name);
  return credentials;
}

async function addPage(page, { name, apiId, url }) {
  await press(page, "Add element");
  const dialog = page.getByRole("dialog", { name: "New element" });
  await field(dialog, "Name").fill(name);
  await field(dialog, "API ID").fill(apiId);
  await field(dialog, "Type").selectOption("page");
  await field(dialog, "URL").fill(url);
  await press(dialog, "Save element");
  await expect(page.getByRole("cell", { name, exact: true })).toBeVisible();
}

/** Reads the client id and secret in the dialog that shows them once, and closes it. */
async function takeCredentials(page) {
  const dialog = page.getByRole("dialog", { name: "Save the client secret now" });
  const clientId = await field(dialog, "Client ID").inputValue();
  const clientSecret = await field(dialog, "Client secret").inputValue();
  expect(clientSecret).toMatch(/.{20,}/);
  await press(dialog, "I have saved it");
  return { clientId, clientSecret };
}

/** Issues the app's secret again; gives the new credentials. */
export async function reissueSecret(page, app) {
  await page.goto(`/apps/${app.apiId}`);
  await page.getByRole("tab", { name: "Permissions" }).click();
  await press(page, "Re-issue secret");
  await confirm(page, "Re-issue secret");
  return takeCredentials(page);
}

/** Gives the app another name; what may not change is not there to change. */
export async function renameApp(page, app, name) {
  await page.goto(`/apps/${app.apiId}`);
  await expect(field(page, "API ID")).not.toBeEditable();
  await field(page, "Name").fill(name);
  await press(page, "Save changes");
  await onScreen(page, name);
}

/** Deletes the app for good. */
export async function deleteApp(page, app) {
  await page.goto(`/apps/${app.apiId}`);
  await press(page, "Delete app");
  await confirm(page, "Delete app");
  await onScreen(page, "Your apps");
  await expect(page.getByText(app.apiId, { exact: true })).toHaveCount(0);
}

/** Goes from the app's page through the choice of an environment and the consent screen to the app's setup page. */
export async function installApp(page, app, projectName) {
  await page.goto(`/apps/${app.apiId}/new`);
  await field(page, "Project").selectOption({ label: projectName });
  await press(page, "Install");
  await page.waitForURL(new RegExp(`/master/apps/${app.apiId}/new$`));
  await press(page, "Authorize app");
  await page.waitForURL(new RegExp(`/master/apps/${app.apiId}/setup$`));
}

/** Answers the question that Studio asks before something that cannot be undone. */
export const confirm = (page, name) => press(page.getByRole("dialog"), name);

/** The frame in which Studio shows a page of the app that begins with this address. */
export async function appFrame(page, address) {
  const find = () => page.frames().find((frame) => frame.url().startsWith(address));
  await expect.poll(() => find() !== undefined, `a frame of ${address}`).toBe(true);
  return find();
}

/** Creates a model from the schema's screen. */
export async function createModel(page, displayName) {
  await press(page, "Create model");
  const dialog = page.getByRole("dialog");
  await field(dialog, "Name").fill(displayName);
  await press(dialog, "Create model");
  await page.getByRole("main").getByRole("link", { name: displayName, exact: true }).click();
  await onScreen(page, displayName);
}

/** Adds a field of the kind that Studio offers first to the model whose screen is open. */
export async function addField(page, displayName) {
  await press(page, "Add field");
  const dialog = page.getByRole("dialog");
  await field(dialog, "Name").fill(displayName);
  await press(dialog, "Add field");
  await expect(page.getByRole("cell", { name: displayName, exact: true })).toBeVisible();
}
