import { test as base, expect } from "@playwright/test";
import { Epigraph } from "../server/epigraph.mjs";

/** Tests with a server of their own (`server`) and a page whose console must stay quiet (`page`). */
export const test = base.extend({
  server: async ({}, use, testInfo) => {
    const server = await Epigraph.start();
    await use(server);
    await server.stop();
    if (testInfo.status !== testInfo.expectedStatus) {
      await testInfo.attach("epigraph serve", { body: server.output(), contentType: "text/plain" });
    }
  },
  baseURL: ({ server }, use) => use(server.url),
  /** Set to false where a test provokes errors. */
  quiet: [true, { option: true }],
  page: async ({ page, server, quiet }, use) => {
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
    // Chromium reports violations of the content security policy as errors, too.
    page.on("console", (message) => {
      const isStudios = message.location().url.startsWith(server.url);
      if (message.type() === "error" && isStudios) complaints.push(`${message.text()} (${message.location().url})`);
    });
    await use(page);
    if (quiet) expect(complaints, "errors in Studio's console").toEqual([]);
  },
});

export { expect };
