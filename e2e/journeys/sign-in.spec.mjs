// Signing in through an identity provider, and with a new password after the old one was forgotten.
import AxeBuilder from "@axe-core/playwright";
import { Epigraph, OWNER } from "../server/epigraph.mjs";
import { graphqlData } from "../server/graphql.mjs";
import { startMailbox } from "../server/mailbox.mjs";
import { freePort } from "../server/process.mjs";
import { CLIENT, startProvider } from "../server/provider.mjs";
import { test as base, expect } from "./fixtures.mjs";
import * as studio from "./studio.mjs";

const test = base.extend({
  /** A server with an identity provider that people know as "Company". */
  server: async ({}, use) => {
    const port = await freePort();
    const server = await Epigraph.start({
      EPIGRAPH_OPENID_ISSUER: `http://127.0.0.1:${port}`,
      EPIGRAPH_OPENID_CLIENT_ID: CLIENT.id,
      EPIGRAPH_OPENID_CLIENT_SECRET: CLIENT.secret,
      EPIGRAPH_OPENID_LABEL: "Company",
    });
    const provider = await startProvider(port, server);
    await use(server);
    await provider.stop();
    await server.stop();
  },
});

const ROLES = "query Roles($id: ID!) { viewer { project(id: $id) { existingRoles { id name } } } }";
const INVITE = "mutation SendInvite($data: SendInviteInput!) { sendInvite(data: $data) { invite { id } } }";

async function invite(server, email) {
  await server.createOwner();
  const project = await server.createProject("Letters");
  const token = await server.ownerToken();
  const { viewer } = await graphqlData(project.managementApi, token, ROLES, { id: project.projectId });
  const { id } = viewer.project.existingRoles.find(({ name }) => name === "Editor");
  const data = { projectId: project.projectId, email, roleIds: [id] };
  await graphqlData(project.managementApi, token, INVITE, { data });
}

/** Presses Studio's button and fills in the provider's two forms. */
async function signInAtCompany(page, email) {
  await page.getByRole("link", { name: "Sign in with Company", exact: true }).click();
  await page.locator("input[name=login]").fill(email);
  await page.locator("input[name=password]").fill("anything");
  await page.locator("button[type=submit]").click();
  await page.getByRole("button", { name: "Continue" }).click();
}

async function hasNoBarriers(page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))).toEqual([]);
}

test("who is invited comes in through the identity provider, to where they were going", async ({ page, server }) => {
  await invite(server, "bo@example.com");
  await page.goto("/account");
  await studio.onScreen(page, "Sign in");
  await hasNoBarriers(page);
  await signInAtCompany(page, "bo@example.com");
  await studio.onScreen(page, "Your account");
  await page.goto("/");
  await studio.onScreen(page, "Projects");
  await expect(page.getByRole("link", { name: "Letters" })).toBeVisible();
  await studio.signOut(page);
});

test("who is not let in is told why", async ({ page, server, context }) => {
  await invite(server, "bo@example.com");
  await page.goto("/sign-in");
  for (const [email, message] of [
    ["eve@example.com", "Nobody with your email address has an account here."],
    ["unverified@example.com", "Your identity provider has not verified your email address."],
  ]) {
    await signInAtCompany(page, email);
    await expect(page.getByRole("alert")).toContainText(message);
    await hasNoBarriers(page);
    // The provider would remember who it was.
    await context.clearCookies();
  }
  await page.getByRole("link", { name: "Sign in with Company", exact: true }).click();
  await page.getByRole("link", { name: /cancel/i }).click();
  await expect(page.getByRole("alert")).toContainText("You were not signed in");
  // A link that somebody made up says nothing of theirs.
  await page.goto("/sign-in?problem=Call%20+1%20555%20now");
  await expect(page.getByRole("alert")).toHaveText("Signing in did not work. Try again in a moment.");
});

test("a link sets a new password, once", async ({ page, server }) => {
  await server.createOwner();
  const link = await server.run(["user", "reset-link", "--email", OWNER.email]);
  await page.goto(link);
  await studio.onScreen(page, "Set a new password");
  await hasNoBarriers(page);
  await page.getByLabel("New password", { exact: true }).fill("a-different-passphrase");
  await page.getByRole("button", { name: "Set password", exact: true }).click();
  await studio.onScreen(page, "Your password is set");
  await page.getByRole("link", { name: "Go to the sign-in page" }).click();
  await studio.signIn(page, "a-different-passphrase");
  await studio.onScreen(page, "Projects");
  // Without a mail server nobody is offered one.
  await page.goto("/forgot-password");
  await expect(page.getByText("This server sends no mail.")).toBeVisible();
});

const withMail = base.extend({
  mailbox: async ({}, use) => {
    const mailbox = await startMailbox();
    await use(mailbox);
    mailbox.stop();
  },
  server: async ({ mailbox }, use) => {
    const server = await Epigraph.start({ EPIGRAPH_SMTP_URL: mailbox.url, EPIGRAPH_MAIL_FROM: "Epigraph <cms@example.org>" });
    await use(server);
    await server.stop();
  },
});

withMail("who has forgotten their password is mailed a link", async ({ page, server, mailbox }) => {
  await server.createOwner();
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await studio.onScreen(page, "Forgot your password?");
  await hasNoBarriers(page);
  await page.getByLabel("Email", { exact: true }).fill(OWNER.email);
  await page.getByRole("button", { name: "Send link", exact: true }).click();
  await expect(page.getByText("a link is on its way to it")).toBeVisible();
  await expect.poll(() => mailbox.letters.length).toBe(1);
  const [link] = mailbox.letters[0].match(/http\S+/);
  await page.goto(link);
  await page.getByLabel("New password", { exact: true }).fill("a-different-passphrase");
  await page.getByRole("button", { name: "Set password", exact: true }).click();
  await studio.onScreen(page, "Your password is set");
  await page.getByRole("link", { name: "Go to the sign-in page" }).click();
  await studio.signIn(page, "a-different-passphrase");
  await studio.onScreen(page, "Projects");
});

test.describe("used links", () => {
  // The server's refusal is an error in the browser's eyes.
  test.use({ quiet: false });
  test("say so", async ({ page, server }) => {
    await server.createOwner();
    await page.goto("/reset-password#used");
    await studio.onScreen(page, "This link cannot be used");
    await hasNoBarriers(page);
  });
});
