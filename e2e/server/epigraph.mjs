import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answers, freePort, record, stop, waitFor } from "./process.mjs";

const BINARY = process.env.EPIGRAPH_BIN ?? fileURLToPath(new URL("../../target/debug/epigraph", import.meta.url));
const OWNER_LINK = /https?:\/\/\S+\/setup\?token=[\w.~-]+/;

/** The person who owns everything on a server of these tests. */
export const OWNER = { name: "Ada Lovelace", email: "ada@example.org", password: "a-long-enough-passphrase" };

/** A server of its own: fresh data folder, free port. */
export class Epigraph {
  /** Starts `epigraph serve`, with these environment variables, and waits until it is ready. */
  static async start(variables = {}) {
    const data = await mkdtemp(join(tmpdir(), "epigraph-e2e-"));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ["serve", "--listen", `127.0.0.1:${port}`, "--public-url", url, "--data", data];
    const child = spawn(BINARY, args, { env: { ...process.env, ...variables } });
    const output = record(child);
    await waitFor("epigraph serve", child, output, () => answers(`${url}/readyz`));
    return new Epigraph(url, data, child, output);
  }

  constructor(url, data, child, output) {
    Object.assign(this, { url, data, child, output });
  }

  /** The one-time link to create the owner, as the server printed it. */
  ownerLink() {
    return waitFor("the owner link", this.child, this.output, () => this.output().match(OWNER_LINK)?.[0]);
  }

  /** Runs another command of the binary beside the server's data; gives what it prints. */
  run(args, input = "") {
    return new Promise((resolve, reject) => {
      // Endpoints in answers begin with the public URL.
      const env = { ...process.env, EPIGRAPH_PUBLIC_URL: this.url };
      const child = execFile(BINARY, [...args, "--data", this.data], { env }, (error, stdout, stderr) =>
        error ? reject(new Error(`epigraph ${args.join(" ")}: ${error.message}\n${stdout}${stderr}`)) : resolve(stdout.trim()),
      );
      // A command that ends without reading closes the pipe. Whether that was a failure, its exit code says.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
  }

  /** Creates OWNER without a browser. */
  async createOwner() {
    const args = ["owner", "create", "--email", OWNER.email, "--name", OWNER.name, "--password-stdin"];
    await this.run(args, `${OWNER.password}\n`);
  }

  /** Creates a project of OWNER: `{projectId, environmentId, environment, contentApi, managementApi, token}`. */
  async createProject(name) {
    const args = ["project", "create", "--owner", OWNER.email, "--name", name, "--template", "blank", "--json"];
    return JSON.parse(await this.run(args));
  }

  /** A token that the Management API takes as OWNER. */
  ownerToken() {
    return this.run(["user", "token", "--email", OWNER.email]);
  }

  async stop() {
    await stop(this.child);
    await rm(this.data, { recursive: true, force: true });
  }
}
