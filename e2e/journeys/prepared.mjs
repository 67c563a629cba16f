// What the tests of single screens need, made without a browser.
import { graphqlData } from "../server/graphql.mjs";
import { expect } from "./fixtures.mjs";
import * as studio from "./studio.mjs";

const CREATE_APP = "mutation CreateApp($data: CreateAppInput!) { createApp(data: $data) { createdApp { id } } }";
const CREATE_MODEL = "mutation CreateModel($data: CreateModelInput!) { createModel(data: $data) { migration { id } } }";
const INSTALL = `mutation CreateAppInstallation($data: CreateAppInstallationInput!) {
  createAppInstallation(data: $data) { createdAppInstallation { id } }
}`;

/** The owner, signed in; a project "Letters" with the model Letter; an app with a page, of which both URLs lie on `origin`. */
export async function prepare(page, server, origin) {
  await server.createOwner();
  const project = await server.createProject("Letters");
  const asOwner = (query, data) => server.ownerToken().then((token) => graphqlData(project.managementApi, token, query, { data }));
  await asOwner(CREATE_MODEL, {
    environmentId: project.environmentId,
    apiId: "Letter",
    apiIdPlural: "Letters",
    displayName: "Letter",
  });
  await asOwner(CREATE_APP, {
    apiId: "framed",
    name: "Framed",
    description: "",
    setupUrl: `${origin}/setup`,
    avatarUrl: `${origin}/avatar.svg`,
    permissions: { CONTENT: "READ", SCHEMA: "READ", WEBHOOKS: "NONE", USER: "NONE" },
    elements: [{ apiId: "home", name: "Framed page", type: "page", src: `${origin}/` }],
  });
  await page.goto("/sign-in");
  await studio.signIn(page);
  await studio.onScreen(page, "Projects");
  return {
    environmentPath: `/${project.projectId}/${project.environment}`,
    /** Installs the app in the project's environment, with this status. */
    async install(status) {
      const environment = project.environmentId;
      const { createAppInstallation } = await asOwner(INSTALL, { appApiId: "framed", environment, config: {}, status });
      expect(createAppInstallation.createdAppInstallation.id).toBeTruthy();
    },
  };
}
