"use client";

import { useApp, Wrapper } from "@hygraph/app-sdk-react";
import { type FormEvent, useState } from "react";
import type { Postcard } from "../lib/epigraph";
import { postJson } from "../lib/own-server";
import { useAction } from "../lib/use-action";

/** What every call of our server needs to act in the environment that shows this page. */
function useEnvironment() {
  const { context } = useApp();
  const { id, endpoint, authToken } = context.environment;
  return { environmentId: id, contentApi: endpoint, managementApi: context.project.mgmtApi, appToken: authToken };
}

function CreateModel() {
  const environment = useEnvironment();
  const [done, setDone] = useState(false);
  const create = useAction(async () => {
    await postJson("/api/model", environment);
    setDone(true);
  });
  return (
    <section>
      <h2>Model</h2>
      <button type="button" onClick={create.run} disabled={create.running}>
        Create the Postcard model
      </button>
      {done && <p role="status">The model Postcard is there.</p>}
      {create.error && <p role="alert">{create.error}</p>}
    </section>
  );
}

function WritePostcard() {
  const environment = useEnvironment();
  const [title, setTitle] = useState("");
  const [draft, setDraft] = useState<Postcard>();
  const [published, setPublished] = useState<Postcard>();
  const write = useAction(async () => {
    setPublished(undefined);
    setDraft(await postJson<Postcard>("/api/postcards", { ...environment, title }));
  });
  const publish = useAction(async () => {
    if (draft) setPublished(await postJson<Postcard>("/api/postcards/publish", { ...environment, id: draft.id }));
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void write.run();
  };
  const error = write.error ?? publish.error;
  return (
    <section>
      <h2>Postcard</h2>
      <form onSubmit={submit}>
        <label>
          Title <input value={title} onChange={(event) => setTitle(event.target.value)} required />
        </label>{" "}
        <button disabled={write.running}>Write postcard</button>
      </form>
      {draft && (
        <p>
          In {draft.stage}: {draft.title}{" "}
          <button type="button" onClick={publish.run} disabled={publish.running}>
            Publish postcard
          </button>
        </p>
      )}
      {published && (
        <p role="status">
          In {published.stage}: {published.title}
        </p>
      )}
      {error && <p role="alert">{error}</p>}
    </section>
  );
}

export default function PostcardsPage() {
  return (
    <Wrapper>
      <main>
        <h1>Postcards</h1>
        <CreateModel />
        <WritePostcard />
      </main>
    </Wrapper>
  );
}
