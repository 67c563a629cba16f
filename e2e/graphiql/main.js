// GraphiQL as its own documentation sets it up, for the address and token that stand behind the `#`.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";

const parameters = new URLSearchParams(location.hash.slice(1));
const fetcher = createGraphiQLFetcher({
  url: parameters.get("url"),
  headers: { authorization: `Bearer ${parameters.get("token")}` },
});
const graphiql = createElement(GraphiQL, { fetcher, initialQuery: parameters.get("query") ?? "" });
createRoot(document.getElementById("graphiql")).render(graphiql);
