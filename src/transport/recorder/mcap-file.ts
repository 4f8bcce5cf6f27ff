/**
 * The bytes of an MCAP file with the two channels of a conversation, made piece by piece in memory: `opening`, then
 * `takeChunk` as often as wanted, then `closing`. Whatever was cut off behind a piece, the pieces before it are readable.
 *
 * Of @mcap/core only the record builders are used: its writer cannot be told to end a chunk.
 */
import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from "@mcap/core";
import { RECORDED_SCHEMA } from "../codec-recording.ts";
import type { Direction } from "../frames.ts";

const SCHEMA: McapTypes.Schema = { id: 1, ...RECORDED_SCHEMA };
const channel = (id: number, direction: Direction): McapTypes.Channel => ({
  id,
  schemaId: SCHEMA.id,
  topic: `/gaitway/${direction}`,
  messageEncoding: "protobuf",
  metadata: new Map(),
});
const CHANNELS = { request: channel(0, "request"), reply: channel(1, "reply") } as const;

export class McapFile {
  readonly #records = new McapRecordBuilder();
  readonly #chunk = new McapChunkBuilder({ useMessageIndex: true });
  readonly #chunks: McapTypes.ChunkIndex[] = [];
  readonly #metadata: McapTypes.MetadataIndex[] = [];
  readonly #sequence = { request: 0, reply: 0 };
  #position = 0n;
  #first = 0n;
  #last = 0n;

  /** Bytes of the messages that `takeChunk` would give. */
  get waiting(): number {
    return this.#chunk.byteLength;
  }

  opening(): Uint8Array {
    this.#records.writeMagic();
    this.#records.writeHeader({ profile: "", library: "gaitway" });
    this.#records.writeSchema(SCHEMA);
    for (const each of Object.values(CHANNELS)) this.#records.writeChannel(each);
    return this.#take();
  }

  /** `nanoseconds` must not go back. */
  add(direction: Direction, nanoseconds: bigint, data: Uint8Array): void {
    const sequence = ++this.#sequence[direction];
    if (this.#first === 0n) this.#first = nanoseconds;
    this.#last = nanoseconds;
    const { id } = CHANNELS[direction];
    this.#chunk.addMessage({
      channelId: id,
      sequence,
      logTime: nanoseconds,
      publishTime: nanoseconds,
      data,
    });
  }

  metadata(name: string, values: Readonly<Record<string, string>>): Uint8Array {
    const offset = this.#position;
    const length = this.#records.writeMetadata({ name, metadata: new Map(Object.entries(values)) });
    this.#metadata.push({ offset, length, name });
    return this.#take();
  }

  /** The messages since the last chunk, with their index; undefined when there are none. */
  takeChunk(): Uint8Array | undefined {
    if (this.#chunk.numMessages === 0) return undefined;
    const records = this.#chunk.buffer;
    const size = BigInt(records.length);
    const { messageStartTime, messageEndTime } = this.#chunk;
    const whole = { compression: "", uncompressedSize: size, messageStartTime, messageEndTime };
    const chunkStartOffset = this.#position;
    const chunkLength = this.#records.writeChunk({ ...whole, uncompressedCrc: 0, records });
    const indexStart = BigInt(this.#records.length);
    const messageIndexOffsets = new Map<number, bigint>();
    for (const index of this.#chunk.indices) {
      messageIndexOffsets.set(index.channelId, chunkStartOffset + BigInt(this.#records.length));
      this.#records.writeMessageIndex(index);
    }
    const messageIndexLength = BigInt(this.#records.length) - indexStart;
    const index = { chunkStartOffset, chunkLength, messageIndexOffsets, messageIndexLength };
    this.#chunks.push({ ...whole, ...index, compressedSize: size });
    this.#chunk.reset();
    return this.#take();
  }

  /** What lets a reader find everything without reading it all. */
  closing(): Uint8Array {
    this.#records.writeDataEnd({ dataSectionCrc: 0 });
    const summaryStart = this.#position + BigInt(this.#records.length);
    this.#records.writeSchema(SCHEMA);
    for (const each of Object.values(CHANNELS)) this.#records.writeChannel(each);
    this.#records.writeStatistics(this.#statistics());
    for (const index of this.#metadata) this.#records.writeMetadataIndex(index);
    for (const index of this.#chunks) this.#records.writeChunkIndex(index);
    this.#records.writeFooter({ summaryStart, summaryOffsetStart: 0n, summaryCrc: 0 });
    this.#records.writeMagic();
    return this.#take();
  }

  #statistics(): McapTypes.Statistics {
    const { request, reply } = this.#sequence;
    return {
      messageCount: BigInt(request + reply),
      schemaCount: 1,
      channelCount: 2,
      attachmentCount: 0,
      metadataCount: this.#metadata.length,
      chunkCount: this.#chunks.length,
      messageStartTime: this.#first,
      messageEndTime: this.#last,
      channelMessageCounts: new Map([
        [CHANNELS.request.id, BigInt(request)],
        [CHANNELS.reply.id, BigInt(reply)],
      ]),
    };
  }

  #take(): Uint8Array {
    const bytes = this.#records.buffer;
    this.#records.reset();
    this.#position += BigInt(bytes.length);
    return bytes;
  }
}
