import { fileURLToPath } from "node:url";

/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  // Dependencies may lie in a folder above the app; said here so that no lock file elsewhere on the machine is taken for the root.
  turbopack: { root: process.env.APP_ROOT ?? fileURLToPath(new URL(".", import.meta.url)) },
};
