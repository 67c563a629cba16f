import { startSite } from "../server/site.mjs";
import { expect, test } from "./fixtures.mjs";
import { prepare } from "./prepared.mjs";

// The browser itself complains in the console about what this test provokes.
test.use({ quiet: false });

test("an app that refuses to be framed: Studio says within ten seconds why it may be so", async ({ page, server }) => {
  const site = await startSite({ "x-frame-options": "DENY" });
  try {
    const { environmentPath, install } = await prepare(page, server, site.origin);
    await install("COMPLETED");
    await page.goto(`${environmentPath}/apps/framed/e/home`);
    await expect(page.getByText("X-Frame-Options")).toBeVisible({ timeout: 13_000 });
  } finally {
    await site.stop();
  }
});
