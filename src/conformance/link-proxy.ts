/**
 * A pipe of bytes between agents and a server, over tcp or ipc, that can be stalled, half closed, cut at any byte and
 * used again. It knows nothing of messages: what it does is what cables, switches and operating systems do.
 */
import { once } from "node:events";
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from "node:net";
import { parseEndpoint, prepareBind } from "../transport/endpoint.ts";

interface Pipe {
  readonly agent: Socket;
  readonly server: Socket;
}

export class LinkProxy implements AsyncDisposable {
  readonly endpoint: string;
  readonly #listener: Server;
  readonly #release: () => Promise<void>;
  readonly #target: NetConnectOpts;
  readonly #pipes = new Set<Pipe>();
  #paused = false;
  /** Bytes from agents that still pass before the link is cut. */
  #allowance = Infinity;

  private constructor(
    endpoint: string,
    target: NetConnectOpts,
    listener: Server,
    release: () => Promise<void>,
  ) {
    this.endpoint = endpoint;
    this.#target = target;
    this.#listener = listener;
    this.#release = release;
    listener.on("connection", (agent) => this.#join(agent));
  }

  /** Listens as the target does, on a private ipc address or a free port of this machine. */
  static async open(target: string): Promise<LinkProxy> {
    const { scheme, rest } = parseEndpoint(target);
    const listener = createServer({ allowHalfOpen: true });
    if (scheme === "ipc") {
      const { address, release } = await prepareBind("ipc://*");
      listener.listen(address.replace("ipc://", ""));
      await once(listener, "listening");
      return new LinkProxy(address, { path: rest }, listener, release);
    }
    const colon = rest.lastIndexOf(":");
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const bound = listener.address();
    const port = typeof bound === "object" ? bound?.port : undefined;
    const to = { host: rest.slice(0, colon).replace(/^\[|\]$/g, ""), port: Number(rest.slice(colon + 1)) };
    return new LinkProxy(`tcp://127.0.0.1:${port}`, to, listener, async () => {});
  }

  /** Nothing passes in either direction until `unpause`; the connections stay. */
  pause(): void {
    this.#paused = true;
    for (const { agent, server } of this.#pipes) for (const end of [agent, server]) end.pause();
  }

  unpause(): void {
    this.#paused = false;
    for (const { agent, server } of this.#pipes) for (const end of [agent, server]) end.resume();
  }

  /** Ends every connection as a crash does. New ones are taken. */
  kill(): void {
    for (const { agent, server } of [...this.#pipes]) for (const end of [agent, server]) end.destroy();
  }

  /** Says towards the server that the agents will send no more; replies still come. */
  halfClose(): void {
    for (const { agent, server } of this.#pipes) {
      agent.pause();
      server.end();
    }
  }

  /** Cuts every connection when so many more bytes of agents have passed, wherever in a message that is. */
  killAfter(bytes: number): void {
    this.#allowance = bytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.kill();
    await this.#release();
  }

  #join(agent: Socket): void {
    const server = connect({ ...this.#target, allowHalfOpen: true });
    const pipe = { agent, server };
    this.#pipes.add(pipe);
    const leave = () => {
      this.#pipes.delete(pipe);
      agent.destroy();
      server.destroy();
    };
    for (const end of [agent, server]) end.on("error", leave).on("close", leave);
    agent.on("data", (bytes) => this.#passOn(server, bytes));
    server.on("data", (bytes) => agent.write(bytes));
    server.on("end", leave);
    agent.on("end", leave);
    if (this.#paused) for (const end of [agent, server]) end.pause();
  }

  #passOn(server: Socket, bytes: Buffer): void {
    if (bytes.length < this.#allowance) {
      this.#allowance -= bytes.length;
      server.write(bytes);
      return;
    }
    const last = bytes.subarray(0, this.#allowance);
    this.#allowance = Infinity;
    server.write(last, () => this.kill());
  }
}
