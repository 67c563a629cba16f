import { fileURLToPath } from "node:url";

const place = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The project's example app. */
export const EXAMPLE_APP = place("../../examples/app-tokens");
/** The app made of the seed document's files; below the example, so that Node finds the example's node_modules. */
export const SEED_APP = `${EXAMPLE_APP}/.seed-app`;
/** The program that cuts the seed document's files out; it lies beside the project where the project is developed. */
export const SEED_EXTRACT = place("../../../shared/seed/extract.py");
