// The GraphQL clients and renderers that sites made for Hygraph use, unchanged.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { ApolloClient, HttpLink, InMemoryCache, gql } from "@apollo/client/core";
import { astToHtmlString } from "@graphcms/rich-text-html-renderer";
import { RichText } from "@graphcms/rich-text-react-renderer";
import { Client, cacheExchange, fetchExchange } from "@urql/core";
import { GraphQLClient } from "graphql-request";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Epigraph } from "../server/epigraph.mjs";
import { defineEveryKind, makeThing } from "./every-kind.mjs";

const QUERY = `query Thing($slug: String!) {
  thing(where: { slug: $slug }, stage: PUBLISHED) { __typename id slug size others { __typename id name } }
}`;

let server;
let project;
let expected;
let headers;

before(async () => {
  server = await Epigraph.start();
  await server.createOwner();
  project = await server.createProject("Clients");
  headers = { authorization: `Bearer ${project.token}` };
  await defineEveryKind(project);
  expected = { __typename: "Thing", id: await makeThing(project), slug: "tides", size: "large" };
});
after(() => server?.stop());

/** The others of the data: entries, in their order. */
function checkThing({ others, ...thing }) {
  assert.deepEqual({ ...thing }, expected);
  assert.deepEqual(
    others.map(({ name }) => name),
    [],
    "the others are drafts",
  );
}

test("graphql-request reads, and tells errors with their status", async () => {
  const client = new GraphQLClient(project.contentApi, { headers });
  const { thing } = await client.request(QUERY, { slug: "tides" });
  checkThing(thing);
  await assert.rejects(client.request("{ nothing }"), ({ response }) => {
    assert.equal(response.status, 400);
    assert.match(response.errors[0].message, /nothing/);
    return true;
  });
});

test("Apollo Client reads, normalises and writes", async () => {
  const link = new HttpLink({ uri: project.contentApi, headers });
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const { data } = await client.query({ query: gql(QUERY), variables: { slug: "tides" } });
  checkThing(data.thing);
  const mutation = gql(`mutation($id: ID!) { updateThing(where: { id: $id }, data: { size: small }) { id size } }`);
  await client.mutate({ mutation, variables: { id: expected.id } });
  // The draft that was written has the id of the entry that was read: the cache holds one object for both.
  const cached = client.readQuery({ query: gql(QUERY), variables: { slug: "tides" } });
  assert.equal(cached.thing.size, "small");
});

test("urql reads by POST and by GET", async () => {
  for (const preferGetMethod of [false, "force"]) {
    const exchanges = [cacheExchange, fetchExchange];
    const client = new Client({ url: project.contentApi, exchanges, fetchOptions: { headers }, preferGetMethod });
    const { data, error } = await client.query(QUERY, { slug: "tides" }).toPromise();
    assert.equal(error, undefined);
    checkThing(data.thing);
  }
});

test("Hygraph's rich text renderers take the tree, and their html says what the server's says", async () => {
  const client = new GraphQLClient(project.contentApi, { headers });
  const query = `{ thing(where: { slug: "tides" }) { one_richtext { raw html text } story { raw json } } }`;
  const { thing } = await client.request(query);
  const { raw, html, text } = thing.one_richtext;
  assert.deepEqual(thing.story.json, raw);
  const ofReact = renderToStaticMarkup(createElement(RichText, { content: raw }));
  const ofHtml = astToHtmlString({ content: raw });
  for (const rendered of [ofReact, ofHtml]) {
    assert.match(rendered, /<h2>Tides<\/h2>/);
    assert.match(rendered, /<b>a day<\/b>/);
    assert.match(rendered, /<a[^>]* href="https:\/\/example.org\/sea"[^>]*>\s*almanac\s*<\/a>/);
    assert.match(rendered, /<li>(<div>)?high(<\/div>)?<\/li>/);
  }
  // The html renderer breaks lines where the server does not.
  const letters = (markup) => markup.replaceAll(/<[^>]*>|\s/g, "");
  assert.equal(letters(html), letters(ofHtml));
  assert.match(text, /^Tides\\nTwice /, "texts are joined by a backslash and an n, as at Hygraph");
});
