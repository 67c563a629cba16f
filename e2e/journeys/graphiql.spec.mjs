// GraphiQL from npm, on a site of its own, against the Content API.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { defineEveryKind, makeThing } from "../sdk/every-kind.mjs";
import { expect, test } from "./fixtures.mjs";

const BUILT = fileURLToPath(new URL("../graphiql/dist", import.meta.url));
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

/** Serves the built page: `{origin, stop()}`. */
async function startGraphiql() {
  const server = createServer(async ({ url }, response) => {
    const path = normalize(new URL(url, "http://localhost").pathname);
    const file = join(BUILT, path === "/" ? "index.html" : path);
    const body = await readFile(file).catch(() => null);
    response.writeHead(body ? 200 : 404, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    response.end(body);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://localhost:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

test("GraphiQL shows the schema, completes and runs a query", async ({ page, server }) => {
  await server.createOwner();
  const project = await server.createProject("GraphiQL");
  await defineEveryKind(project);
  await makeThing(project);
  const site = await startGraphiql();
  try {
    const query = "{ things(first: 1) { slug } }";
    const parameters = new URLSearchParams({ url: project.contentApi, token: project.token, query });
    await page.goto(`${site.origin}/#${parameters}`);

    await test.step("the documentation lists the queries and their descriptions", async () => {
      await page.getByRole("button", { name: "Show Documentation Explorer" }).click();
      const documentation = page.getByRole("region", { name: "Documentation Explorer" });
      await documentation.getByRole("link", { name: "Query", exact: true }).click();
      await expect(documentation.getByRole("link", { name: "thingsConnection", exact: true })).toBeVisible();
      await documentation.getByRole("link", { name: "Thing", exact: true }).first().click();
      for (const field of ["one_richtext", "story", "facts", "blocks", "mentions", "pictures", "documentInStages"]) {
        await expect(documentation.getByRole("link", { name: field, exact: true }).first()).toBeVisible();
      }
    });

    await test.step("the editor completes fields", async () => {
      const editor = page.locator(".graphiql-editor .monaco-editor").first();
      await editor.click();
      await page.keyboard.press("Control+End");
      for (let step = 0; step < "} }".length + 1; step++) await page.keyboard.press("ArrowLeft");
      await page.keyboard.type(" one_i");
      await page.keyboard.press("Control+Space");
      await expect(page.locator(".suggest-widget .monaco-list-row").first()).toContainText("one_i");
      await page.keyboard.type("nt");
      await page.keyboard.press("Escape");
    });

    await test.step("the query gives data", async () => {
      await page.getByRole("button", { name: /Execute query/ }).click();
      await expect(page.locator(".result-window")).toContainText(/"slug":\s"tides",\s*"one_int":\s7/);
    });
  } finally {
    site.stop();
  }
});
