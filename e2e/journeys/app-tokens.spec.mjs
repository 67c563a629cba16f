import { startNextApp } from "../apps/next-app.mjs";
import { graphql, graphqlData } from "../server/graphql.mjs";
import { freePort } from "../server/process.mjs";
import { APPS } from "./apps.mjs";
import { expect, test } from "./fixtures.mjs";
import * as studio from "./studio.mjs";

for (const app of APPS) {
  test(`a person installs and uses ${app.title}`, async ({ page, server }) => {
    test.skip(app.skip !== undefined, app.skip);
    const origin = `http://localhost:${await freePort()}`;
    const registration = {
      ...app,
      setupUrl: `${origin}/setup`,
      avatarUrl: `${origin}/avatar.svg`,
      page: { name: `${app.name} page`, apiId: "home", url: `${origin}/` },
    };

    const projectId = await test.step("create the owner, sign out and in, create a project", async () => {
      await studio.createOwner(page, await server.ownerLink());
      await studio.signOut(page);
      await studio.signIn(page);
      await studio.onScreen(page, "Projects");
      return studio.createProject(page, "Letters");
    });
    const contentApi = `${server.url}/v2/${projectId}/master`;

    const credentials = await test.step("register the app, edit it, issue its secret again", async () => {
      const first = await studio.registerApp(page, registration);
      await studio.renameApp(page, app, `${app.name} renamed`);
      await studio.renameApp(page, app, app.name);
      const second = await studio.reissueSecret(page, app);
      expect(second.clientId).toBe(first.clientId);
      expect(second.clientSecret).not.toBe(first.clientSecret);
      // The first one, which must work for a time of grace.
      return first;
    });

    const next = await startNextApp(app.folder, new URL(origin).port, { ...credentials, epigraphUrl: server.url });
    try {
      await test.step("install it: consent, setup page, exchange, completed without a reload", async () => {
        await studio.installApp(page, app, "Letters");
        await expect(page.getByText("Pending", { exact: true })).toBeVisible();
        const frame = await studio.appFrame(page, registration.setupUrl);
        expect(Object.fromEntries(new URL(frame.url()).searchParams)).toEqual({
          code: expect.stringMatching(/.{32,}/),
          extensionUid: expect.stringMatching(/^[a-z0-9]+$/),
        });
        await frame.evaluate(() => Object.assign(window, { sameDocument: true }));
        await frame.getByRole("button", { name: app.connect }).click();
        await expect(frame.getByText(app.connected)).toBeVisible();
        expect(await frame.evaluate(() => "sameDocument" in window)).toBe(true);
        await expect(page.getByText("Completed", { exact: true })).toBeVisible();
      });

      await test.step("open the setup page again: it is the configuration page now and gets no code", async () => {
        await page.reload();
        const frame = await studio.appFrame(page, registration.setupUrl);
        await expect(frame.getByText(app.connected)).toBeVisible();
        expect([...new URL(frame.url()).searchParams.keys()]).toEqual(["extensionUid"]);
      });

      const token = await test.step("open its page from the navigation; it creates a model", async () => {
        await page.getByRole("navigation", { name: "Environment" }).getByRole("link", { name: `${app.name} page` }).click();
        const frame = await studio.appFrame(page, `${origin}/?`);
        const [request] = await Promise.all([
          page.waitForRequest((one) => new URL(one.url()).pathname === app.route),
          frame.getByRole("button", { name: app.createModel }).click(),
        ]);
        const answer = await (await request.response()).json();
        expect(answer).not.toHaveProperty("errors");
        await page.getByRole("link", { name: "Schema", exact: true }).click();
        await expect(page.getByRole("main").getByRole("link", { name: app.model.displayName, exact: true })).toBeVisible();
        return request.postDataJSON().appToken;
      });

      await test.step("the new model answers on the Content API", () => useModel(contentApi, token, app.model));
      if (app.apiId === "postcards") {
        await test.step("the app itself writes and publishes", async () => {
          await page.getByRole("link", { name: `${app.name} page` }).click();
          const frame = await studio.appFrame(page, `${origin}/?`);
          await frame.getByLabel("Title").fill("Greetings");
          await frame.getByRole("button", { name: "Write postcard" }).click();
          await expect(frame.getByText("In DRAFT: Greetings")).toBeVisible();
          await frame.getByRole("button", { name: "Publish postcard" }).click();
          await expect(frame.getByText("In PUBLISHED: Greetings")).toBeVisible();
        });
      }

      await test.step("disable, enable, uninstall, delete", async () => {
        await page.getByRole("link", { name: "Installed apps" }).click();
        await studio.onScreen(page, "Installed apps");
        const row = page.getByRole("row", { name: app.name });
        await row.getByRole("button", { name: "Disable" }).click();
        await expect(row.getByText("Disabled")).toBeVisible();
        await expectToken(server, contentApi, token, { alive: false });
        await row.getByRole("button", { name: "Enable" }).click();
        await expect(row.getByText("Completed")).toBeVisible();
        await expectToken(server, contentApi, token, { alive: true });
        await row.getByRole("button", { name: "Uninstall" }).click();
        await studio.confirm(page, "Uninstall");
        await expect(row).toHaveCount(0);
        await expectToken(server, contentApi, token, { alive: false });
        await studio.deleteApp(page, app);
      });
    } finally {
      await next.stop();
    }
  });
}

/** Creates an entry, reads it, publishes it and reads it as published. */
async function useModel(contentApi, token, { apiId, values }) {
  const run = (query, variables) => graphqlData(contentApi, token, query, variables);
  const one = apiId[0].toLowerCase() + apiId.slice(1);
  const selection = ["id", "stage", ...Object.keys(values)].join(" ");
  const create = `mutation Create($data: ${apiId}CreateInput!) { entry: create${apiId}(data: $data) { ${selection} } }`;
  const { entry } = await run(create, { data: values });
  expect(entry).toEqual({ id: expect.any(String), stage: "DRAFT", ...values });
  const read = `query Read($id: ID!, $stage: Stage!) { entry: ${one}(where: { id: $id }, stage: $stage) { ${selection} } }`;
  expect(await run(read, { id: entry.id, stage: "DRAFT" })).toEqual({ entry });
  expect(await run(read, { id: entry.id, stage: "PUBLISHED" })).toEqual({ entry: null });
  await run(`mutation Publish($id: ID!) { publish${apiId}(where: { id: $id }, to: PUBLISHED) { id } }`, { id: entry.id });
  expect(await run(read, { id: entry.id, stage: "PUBLISHED" })).toEqual({ entry: { ...entry, stage: "PUBLISHED" } });
}

/** Within a second, both APIs take the token or refuse it. */
async function expectToken(server, contentApi, token, { alive }) {
  const works = async (address, query) => {
    const { status, errors } = await graphql(address, token, query);
    return status === 200 && !errors;
  };
  const both = () =>
    Promise.all([
      works(contentApi, "{ __typename }"),
      works(`${server.url}/graphql`, "{ viewer { ... on AppTokenViewer { project { id } } } }"),
    ]);
  await expect.poll(both, { timeout: 1000, intervals: [100] }).toEqual([alive, alive]);
}
