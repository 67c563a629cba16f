import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { answers, record, stop, waitFor } from "../server/process.mjs";
import { EXAMPLE_APP } from "./places.mjs";

const NEXT = createRequire(join(EXAMPLE_APP, "package.json")).resolve("next/dist/bin/next");

/** Serves a built Next.js app on a port of localhost, with its credentials: `{stop()}`. */
export async function startNextApp(folder, port, { clientId, clientSecret, epigraphUrl }) {
  const env = {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    APP_ROOT: EXAMPLE_APP,
    CLIENT_ID: clientId,
    CLIENT_SECRET: clientSecret,
    EPIGRAPH_URL: epigraphUrl,
  };
  const child = spawn(process.execPath, [NEXT, "start", "--port", String(port), "--hostname", "localhost"], {
    cwd: folder,
    env,
  });
  await waitFor("next start", child, record(child), () => answers(`http://localhost:${port}/setup`));
  return { stop: () => stop(child) };
}
