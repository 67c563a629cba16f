import { graphqlData } from "../server/graphql.mjs";

const SIMPLE = ["ID", "STRING", "INT", "FLOAT", "BOOLEAN", "JSON", "DATETIME", "DATE", "LOCATION", "COLOR", "RICHTEXT"];
/** Kinds that have no lists. */
const SINGLE_ONLY = ["RICHTEXT"];

const SUBMIT = `mutation Submit($data: BatchMigrationInput!) {
  submitBatchChanges(data: $data) { migration { status errors } }
}`;

function simple(parentApiId, apiId, type, more = {}) {
  return { createSimpleField: { parentApiId, apiId, displayName: apiId, type, ...more } };
}

function kind(change, apiId) {
  return { [change]: { apiId, apiIdPlural: `${apiId}s`, displayName: apiId } };
}

function relation(apiId, isList, reverseField) {
  const type = reverseField.modelApiId === "Asset" ? "ASSET" : "RELATION";
  const names = { parentApiId: "Thing", apiId, displayName: apiId };
  return { createRelationalField: { ...names, type, isList, reverseField: { displayName: reverseField.apiId, ...reverseField } } };
}

/** A model `Thing` with a field of every kind, and what it refers to. */
function changes() {
  const values = ["small", "large"].map((apiId) => ({ apiId, displayName: apiId }));
  const names = (apiId) => ({ parentApiId: "Thing", apiId, displayName: apiId });
  return [
    { createLocale: { apiId: "de_AT", displayName: "German, Austria" } },
    { createStage: { apiId: "REVIEW", displayName: "Review", color: "ORANGE" } },
    { createEnumeration: { apiId: "Size", displayName: "Size", values } },
    kind("createComponent", "Fact"),
    kind("createComponent", "Quote"),
    kind("createModel", "Other"),
    kind("createModel", "Thing"),
    simple("Fact", "label", "STRING", { isLocalized: true, isRequired: true }),
    simple("Quote", "text", "STRING"),
    simple("Other", "name", "STRING", { isUnique: true, isRequired: true }),
    ...SIMPLE.map((type) => simple("Thing", `one_${type.toLowerCase()}`, type)),
    ...SIMPLE.filter((type) => !SINGLE_ONLY.includes(type)).map((type) =>
      simple("Thing", `many${type.toLowerCase()}`, type, { isList: true }),
    ),
    simple("Thing", "slug", "STRING", { isUnique: true, isRequired: true }),
    simple("Thing", "title", "STRING", { isLocalized: true, isTitle: true }),
    simple("Thing", "story", "RICHTEXT", { embedsEnabled: true, embeddableModels: ["Other", "Asset"] }),
    { createEnumerableField: { ...names("size"), enumerationApiId: "Size" } },
    { createEnumerableField: { ...names("sizes"), enumerationApiId: "Size", isList: true } },
    { createComponentField: { ...names("fact"), componentApiId: "Fact", isList: false } },
    { createComponentField: { ...names("facts"), componentApiId: "Fact", isList: true } },
    { createComponentUnionField: { ...names("block"), componentApiIds: ["Fact", "Quote"], isList: false } },
    { createComponentUnionField: { ...names("blocks"), componentApiIds: ["Fact", "Quote"], isList: true } },
    relation("other", false, { modelApiId: "Other", apiId: "thing", isList: false }),
    relation("others", true, { modelApiId: "Other", apiId: "things", isList: true }),
    relation("silent", false, { modelApiId: "Other", apiId: "silentThings", isList: true, isUnidirectional: true }),
    relation("picture", false, { modelApiId: "Asset", apiId: "pictureThing", isList: true }),
    relation("pictures", true, { modelApiId: "Asset", apiId: "picturesThing", isList: true }),
    {
      createUnionField: {
        ...names("mentions"),
        isList: true,
        reverseField: { apiId: "mentionedIn", displayName: "Mentioned in", isList: true, modelApiIds: ["Other"] },
      },
    },
  ];
}

/** Gives a new project the model `Thing`. */
export async function defineEveryKind(project) {
  const data = { environmentId: project.environmentId, changes: changes() };
  const { submitBatchChanges } = await graphqlData(project.managementApi, project.token, SUBMIT, { data });
  const { status, errors } = submitBatchChanges.migration;
  if (status !== "SUCCESS") throw new Error(`the migration ended ${status}: ${errors}`);
}

/** A rich text with most kinds of nodes, as the field's AST. */
export const STORY = {
  children: [
    { type: "heading-two", children: [{ text: "Tides" }] },
    {
      type: "paragraph",
      children: [
        { text: "Twice " },
        { text: "a day", bold: true },
        { text: ", says the " },
        { type: "link", href: "https://example.org/sea", openInNewTab: true, children: [{ text: "almanac" }] },
        { text: ".", italic: true },
      ],
    },
    {
      type: "bulleted-list",
      children: ["high", "low"].map((text) => ({
        type: "list-item",
        children: [{ type: "list-item-child", children: [{ text }] }],
      })),
    },
  ],
};

const CREATE = `mutation Create($story: RichTextAST!) {
  createThing(data: {
    slug: "tides", title: "Tides", one_richtext: $story, story: $story, one_int: 7, one_boolean: true, size: large, sizes: [small, large]
    one_date: "2026-11-25", one_location: { latitude: 54.3, longitude: 10.1 }, one_color: { hex: "#ff8000" }
    facts: { create: [{ label: "Height" }, { label: "Period" }] }
    others: { create: [{ name: "Moon" }, { name: "Sea" }] }
  }) { id }
}`;

const PUBLISH = `mutation Publish { publishThing(where: { slug: "tides" }, to: PUBLISHED) { id stage } }`;

/** Makes and publishes one Thing; gives its id. */
export async function makeThing(project) {
  const { createThing } = await graphqlData(project.contentApi, project.token, CREATE, { story: STORY });
  await graphqlData(project.contentApi, project.token, PUBLISH);
  return createThing.id;
}
