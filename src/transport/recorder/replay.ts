/**
 * Serves a recording back.
 *
 *     await using replay = await Replay.open("bug.mcap", "ipc://*");
 *     console.log(replay.endpoint, await replay.over);
 */
import { Server } from "../server.ts";
import { conversationsOf } from "./conversation.ts";
import { NotARecording } from "./mcap-records.ts";
import { readRecording } from "./recording.ts";
import type { ReplayOutcome } from "./replay-service.ts";
import { ReplayService } from "./replay-service.ts";

export class Replay implements AsyncDisposable {
  /** Resolves when the recording has been repeated to its end, or cannot be. */
  readonly over: Promise<ReplayOutcome>;
  readonly #server: Server;

  private constructor(server: Server, over: Promise<ReplayOutcome>) {
    this.#server = server;
    this.over = over;
  }

  /** Rejects with `NotARecording` or `EndpointRefused`. */
  static async open(path: string, endpoint: string): Promise<Replay> {
    const conversations = await conversationsOf(readRecording(path));
    const [first] = conversations;
    if (first === undefined) {
      throw new NotARecording(
        `${path} has no handshake that was answered, so there is nothing to serve; see what it has with --list`,
      );
    }
    const service = new ReplayService(conversations);
    const { limits, heartbeatIntervalMs, missedHeartbeats } = first.hello;
    const server = await Server.open(service, { endpoint, limits, heartbeatIntervalMs, missedHeartbeats });
    return new Replay(server, service.over);
  }

  get endpoint(): string {
    return this.#server.endpoint;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server.close();
  }
}
