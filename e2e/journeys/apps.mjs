import { existsSync } from "node:fs";
import { EXAMPLE_APP, SEED_APP, SEED_EXTRACT } from "../apps/places.mjs";

/** The apps that go through the whole journey: what their pages say and what they make. */
export const APPS = [
  {
    title: "the example app",
    folder: EXAMPLE_APP,
    apiId: "postcards",
    name: "Postcards",
    connect: "Connect Postcards",
    connected: "Postcards is connected.",
    createModel: "Create the Postcard model",
    model: { apiId: "Postcard", displayName: "Postcard", values: { title: "Written by the test" } },
    route: "/api/model",
  },
  {
    title: "the seed's own files",
    folder: SEED_APP,
    skip: existsSync(SEED_EXTRACT) ? undefined : `the seed document is not beside the project (${SEED_EXTRACT})`,
    apiId: "seedApp",
    name: "Seed app",
    connect: "Connect your app",
    connected: "Installation completed",
    createModel: "Create Hygraph Model",
    model: { apiId: "DemoModel", displayName: "Demo Model", values: {} },
    route: "/api/createHygraphModel",
  },
];
