// Each screen: its heading is there, axe finds nothing, the console stays quiet (the fixture `page` looks at that).
import AxeBuilder from "@axe-core/playwright";
import { startSite } from "../server/site.mjs";
import { expect, test } from "./fixtures.mjs";
import { prepare } from "./prepared.mjs";
import * as studio from "./studio.mjs";

async function check(page, path, heading) {
  await test.step(path, async () => {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible();
    // The app's own page in a frame is its author's.
    const { violations } = await new AxeBuilder({ page }).options({ iframes: false }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))).toEqual([]);
  });
}

test("screens before the sign-in", async ({ page, server }) => {
  await check(page, "/sign-in", "Sign in");
  await check(page, await server.ownerLink(), "Create the owner");
});

test("screens after the sign-in", async ({ page, server }) => {
  const site = await startSite({});
  try {
    const { environmentPath, install } = await prepare(page, server, site.origin);
    await check(page, "/", "Projects");
    await check(page, "/apps", "Your apps");
    await check(page, "/apps/new", "Register app");
    await check(page, "/apps/framed", "Framed");
    await check(page, "/apps/framed/new", /Framed/);
    await check(page, environmentPath, "Schema");
    await check(page, `${environmentPath}/schema/Letter`, "Letter");
    await check(page, `${environmentPath}/apps/framed/new`, /Framed/);
    await install("COMPLETED");
    await check(page, `${environmentPath}/apps`, "Installed apps");
    await check(page, `${environmentPath}/apps/framed/e/home`, "Framed page");
  } finally {
    await site.stop();
  }
});

test("the link to create the owner works once", async ({ page, server }) => {
  const link = await server.ownerLink();
  await studio.createOwner(page, link);
  await page.goto(link);
  await studio.onScreen(page, "This Epigraph has its owner");
});

test("an unknown address is told in words", async ({ page, server }) => {
  await server.createOwner();
  await page.goto("/sign-in");
  await studio.signIn(page);
  await studio.onScreen(page, "Projects");
  await check(page, "/apps/no-such-app", "There is nothing at this address");
});

test.describe("with an error in the console", () => {
  // The browser reports the refused request there.
  test.use({ quiet: false });

  test("a wrong password is told, and the right one is taken", async ({ page, server }) => {
    await server.createOwner();
    await page.goto("/sign-in");
    await studio.signIn(page, "not the passphrase at all");
    await expect(page.getByText("Email or password is wrong.")).toBeVisible();
    await studio.signIn(page);
    await studio.onScreen(page, "Projects");
  });
});
