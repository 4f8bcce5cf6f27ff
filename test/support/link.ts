/** A link between an agent and a server that a test can cut, hold and mend: bytes in, the same bytes out. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Link extends Disposable {
  /** Where the agent connects. */
  readonly endpoint: string;
  /** How often somebody connected. */
  readonly connections: number;
  /** Breaks every connection; what was held on the way is lost. New ones are refused until `mend`. */
  cut(): void;
  mend(): void;
  /** Holds the bytes of the connections there are, in the directions given; new ones are not concerned. */
  hold(...directions: Direction[]): void;
  /** Lets everything go on that was held, also what the agent sent before it hung up. */
  release(): void;
}

type Direction = "toServer" | "toAgent";

interface Connection {
  readonly agent: Socket;
  readonly server: Socket;
}

const addressOf = (endpoint: string) => {
  const rest = endpoint.slice("xxx://".length);
  if (endpoint.startsWith("ipc:")) return { path: rest };
  return { host: "127.0.0.1", port: Number(rest.slice(rest.lastIndexOf(":") + 1)) };
};

/** Listens on a free port, or at `path`, and passes on to `target`. */
export async function openLink(target: string, path?: string): Promise<Link> {
  const connections = new Set<Connection>();
  const held = new Set<Socket>();
  let down = false;
  let count = 0;
  const listener = createServer((agent) => {
    agent.on("error", () => undefined);
    if (down) {
      agent.destroy();
      return;
    }
    count++;
    const server = connect(addressOf(target));
    server.on("error", () => undefined);
    const connection = { agent, server };
    connections.add(connection);
    forward(agent, server);
    forward(server, agent);
    server.once("close", () => connections.delete(connection));
  });
  listener.listen(path ?? { port: 0, host: "127.0.0.1" });
  await once(listener, "listening");
  const cut = () => {
    for (const { agent, server } of connections) {
      agent.destroy();
      server.destroy();
    }
    held.clear();
  };
  return {
    endpoint: path ? `ipc://${path}` : `tcp://127.0.0.1:${(listener.address() as AddressInfo).port}`,
    get connections() {
      return count;
    },
    cut() {
      down = true;
      cut();
    },
    mend() {
      down = false;
    },
    hold(...directions) {
      for (const { agent, server } of connections) {
        for (const direction of directions) held.add((direction === "toServer" ? agent : server).pause());
      }
    },
    release() {
      for (const socket of held) socket.resume();
      held.clear();
    },
    [Symbol.dispose]() {
      cut();
      listener.close();
    },
  };
}

function forward(from: Socket, to: Socket): void {
  from.on("data", (bytes) => to.write(bytes));
  from.once("end", () => to.end());
  from.once("close", () => to.end());
}
