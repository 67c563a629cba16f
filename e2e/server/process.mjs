import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A port of the loopback address that nothing listens on. */
export async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Keeps what a child process prints, to find things in it and to show it when something failed. */
export function record(child) {
  let text = "";
  const add = (chunk) => {
    text += chunk;
  };
  child.stdout.setEncoding("utf8").on("data", add);
  child.stderr.setEncoding("utf8").on("data", add);
  return () => text;
}

/**
 * Waits until `find` gives a value, while `child` lives.
 * @template T
 * @param {() => Promise<T | undefined> | T | undefined} find
 */
export async function waitFor(what, child, output, find, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end && child.exitCode === null && child.signalCode === null) {
    const found = await find();
    if (found) return found;
    await sleep(50);
  }
  throw new Error(`${what} did not come in ${seconds} s or the process ended. It printed:\n${output()}`);
}

/** Asks a process to end and waits for its end; after ten seconds it is not asked any more. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const limit = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(limit);
}

/** Whether an address answers with a status below 400. */
export function answers(url) {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}
