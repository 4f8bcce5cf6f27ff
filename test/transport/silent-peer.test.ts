/** A program that is no ZeroMQ at all at the other end of a TCP connection. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import { Channel } from "../../src/transport/channel.ts";
import { WrongPeer } from "../../src/transport/errors.ts";

/** A TCP server that does `greet` with every connection. */
async function tcpServer(greet: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    greet(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    endpoint: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

test("a program that takes the connection and says nothing is a wrong peer, not nobody", async () => {
  using silent = await tcpServer(() => undefined);
  await assert.rejects(Channel.open(silent.endpoint, { connectTimeoutMs: 300 }), (error) => {
    return (
      error instanceof WrongPeer && /took the connection and did not say within 300 ms/.test(error.message)
    );
  });
});

test("a program that hangs up is a wrong peer", async () => {
  using abrupt = await tcpServer((socket) => socket.destroy());
  await assert.rejects(Channel.open(abrupt.endpoint, { connectTimeoutMs: 300 }), (error) => {
    return error instanceof WrongPeer && /hung up on the handshake/.test(error.message);
  });
});

test("a program that answers in another language is a wrong peer", async () => {
  using web = await tcpServer((socket) => socket.write("HTTP/1.1 400 Bad Request\r\n\r\n"));
  await assert.rejects(Channel.open(web.endpoint, { connectTimeoutMs: 300 }), WrongPeer);
});
