// Builds the apps that the journeys install: the project's example and, where the seed document lies beside the
// project, the seed's own four files. Both use the example's node_modules, which are large.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EXAMPLE_APP, SEED_APP, SEED_EXTRACT } from "./places.mjs";

// What Next needs beside the seed's files: a layout without fonts from the network, and a Suspense boundary
// around the setup page.
const SHARED_WITH_SEED = ["next.config.mjs", "tsconfig.json", "app/layout.tsx", "app/setup/layout.tsx", "public/avatar.svg"];

function run(command, args, cwd) {
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", APP_ROOT: EXAMPLE_APP };
  const { status, error } = spawnSync(command, args, { cwd, env, stdio: "inherit" });
  if (error || status !== 0) throw new Error(`${command} ${args.join(" ")} in ${cwd} failed: ${error ?? status}`);
}

function buildApp(folder) {
  run(process.execPath, [join(EXAMPLE_APP, "node_modules/next/dist/bin/next"), "build"], folder);
}

function writeSeedApp() {
  rmSync(SEED_APP, { recursive: true, force: true });
  mkdirSync(SEED_APP);
  for (const file of SHARED_WITH_SEED) cpSync(join(EXAMPLE_APP, file), join(SEED_APP, file));
  writeFileSync(join(SEED_APP, "package.json"), '{ "private": true }\n');
  run("python3", [SEED_EXTRACT, SEED_APP], SEED_APP);
}

run("npm", ["ci"], EXAMPLE_APP);
buildApp(EXAMPLE_APP);
if (existsSync(SEED_EXTRACT)) {
  writeSeedApp();
  buildApp(SEED_APP);
} else {
  console.log(`No seed app: ${SEED_EXTRACT} does not exist.`);
}
