import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

/** A mail server on a free port of the loopback address that keeps what it is sent: `{url, letters, stop()}`. */
export async function startMailbox() {
  const letters = [];
  const server = createServer((socket) => {
    const say = (line) => socket.write(`${line}\r\n`);
    let text = null;
    say("220 mailbox");
    createInterface({ input: socket }).on("line", (line) => {
      if (text !== null) {
        if (line !== ".") return text.push(line);
        // Quoted-printable: lines that were folded, and the sign that folds them.
        letters.push(text.join("\n").replaceAll("=\n", "").replaceAll("=3D", "="));
        text = null;
        return say("250 kept");
      }
      if (line === "DATA") {
        text = [];
        return say("354 go on");
      }
      return say(line === "QUIT" ? "221 bye" : "250 yes");
    });
    socket.on("error", () => {});
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    url: `smtp://127.0.0.1:${server.address().port}`,
    letters,
    stop: () => server.close(),
  };
}
