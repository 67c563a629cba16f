import { graphql } from "../../../lib/epigraph";
import { postRoute, Refusal } from "../../../lib/route";

const SUBMIT = `mutation CreatePostcardModel($batch: BatchMigrationInput!) {
  submitBatchChanges(data: $batch) { migration { id status errors } }
}`;

const MIGRATION = `query PostcardMigration($environment: ID!, $migration: ID!) {
  viewer { ... on AppTokenViewer { project { environment(id: $environment) { migration(id: $migration) { id status errors } } } } }
}`;

const CHANGES = [
  {
    createModel: {
      apiId: "Postcard",
      apiIdPlural: "Postcards",
      displayName: "Postcard",
      description: "Made by the example app",
    },
  },
  {
    createSimpleField: {
      modelApiId: "Postcard",
      apiId: "title",
      displayName: "Title",
      type: "STRING",
      isRequired: true,
      isTitle: true,
    },
  },
];

/** Creates the model and its field in one migration, so that neither exists without the other, and waits for its end. */
export const POST = postRoute(["managementApi", "appToken", "environmentId"], async (call) => {
  const batch = { environmentId: call.environmentId, changes: CHANGES };
  const submitted = await graphql(call.managementApi, call.appToken, SUBMIT, { batch });
  let migration = submitted.submitBatchChanges.migration;
  while (migration.status === "QUEUED" || migration.status === "RUNNING") {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const variables = { environment: call.environmentId, migration: migration.id };
    const data = await graphql(call.managementApi, call.appToken, MIGRATION, variables);
    migration = data.viewer.project.environment.migration;
  }
  if (migration.status !== "SUCCESS") throw new Refusal(409, migration.errors ?? "The migration failed.");
  return { model: "Postcard" };
});
