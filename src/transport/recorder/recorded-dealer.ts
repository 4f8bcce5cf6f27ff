/** A dealer whose messages are kept on their way. */
import { openDealer } from "../zeromq.ts";
import type { Recorder } from "./recorder.ts";

/** `openDealer`, whose links are one connection of the recording however often a lost one is replaced. */
export function recordedDealer(recorder: Recorder): typeof openDealer {
  const connection = recorder.connection();
  return (endpoint, limits, curve, events) => {
    const receive = (frames: Uint8Array[]): void => {
      connection.received(frames);
      events.receive(frames);
    };
    const link = openDealer(endpoint, limits, curve, { ...events, receive });
    return {
      get reach() {
        return link.reach;
      },
      send: (frames, failed) => {
        connection.sent(frames);
        link.send(frames, failed);
      },
      close: () => link.close(),
    };
  };
}
