/**
 * The bytes of an MCAP file, made piece by piece in memory: `opening`, attachments and metadata, then `takeChunk` as often as
 * wanted, then `closing`. Whatever was cut off behind a piece, the pieces before it are readable.
 *
 * Of @mcap/core only the record builders are used: its writer cannot be told to end a chunk.
 */
import { McapChunkBuilder, McapRecordBuilder, type McapTypes } from "@mcap/core";
import { crc32 } from "./crc32.ts";

/** Channels have the ids 0, 1, … of their place in the list. */
export interface McapChannel {
  readonly topic: string;
  readonly schema: McapSchema;
}

/** Channels of one kind share one. `data` is a FileDescriptorSet. */
export interface McapSchema {
  readonly name: string;
  readonly encoding: string;
  readonly data: Uint8Array;
}

export interface McapFileOptions {
  /** Guards every chunk by a checksum, at a nanosecond or two a byte. */
  readonly checksums?: boolean;
}

export interface McapAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly nanoseconds: bigint;
  readonly data: Uint8Array;
}

export class McapFile {
  readonly #schemas: readonly McapTypes.Schema[];
  readonly #channels: readonly McapTypes.Channel[];
  readonly #checksums: boolean;
  readonly #records = new McapRecordBuilder();
  readonly #chunk = new McapChunkBuilder({ useMessageIndex: true });
  readonly #chunks: McapTypes.ChunkIndex[] = [];
  readonly #metadata: McapTypes.MetadataIndex[] = [];
  readonly #attachments: McapTypes.AttachmentIndex[] = [];
  /** Messages so far, one number a channel. */
  readonly #counts: number[];
  #position = 0n;
  #first = 0n;
  #last = 0n;

  constructor(channels: readonly McapChannel[], { checksums = false }: McapFileOptions = {}) {
    const schemas = [...new Set(channels.map(({ schema }) => schema))];
    this.#schemas = schemas.map((schema, index) => ({ id: index + 1, ...schema }));
    this.#channels = channels.map(({ topic, schema }, id) => ({
      id,
      schemaId: schemas.indexOf(schema) + 1,
      topic,
      messageEncoding: "protobuf",
      metadata: new Map(),
    }));
    this.#counts = channels.map(() => 0);
    this.#checksums = checksums;
  }

  /** Bytes of the messages that `takeChunk` would give. */
  get waiting(): number {
    return this.#chunk.byteLength;
  }

  opening(): Uint8Array {
    this.#records.writeMagic();
    this.#records.writeHeader({ profile: "", library: "gaitway" });
    this.#writeChannels();
    return this.#take();
  }

  /** `nanoseconds` must not go back. */
  add(channelId: number, nanoseconds: bigint, data: Uint8Array): void {
    const sequence = (this.#counts[channelId] ?? 0) + 1;
    this.#counts[channelId] = sequence;
    if (this.#first === 0n) this.#first = nanoseconds;
    this.#last = nanoseconds;
    this.#chunk.addMessage({ channelId, sequence, logTime: nanoseconds, publishTime: nanoseconds, data });
  }

  metadata(name: string, values: Readonly<Record<string, string>>): Uint8Array {
    const offset = this.#position;
    const length = this.#records.writeMetadata({ name, metadata: new Map(Object.entries(values)) });
    this.#metadata.push({ offset, length, name });
    return this.#take();
  }

  attachment({ name, mediaType, nanoseconds, data }: McapAttachment): Uint8Array {
    const offset = this.#position;
    const what = { name, mediaType, logTime: nanoseconds, createTime: nanoseconds };
    const length = this.#records.writeAttachment({ ...what, data });
    this.#attachments.push({ ...what, offset, length, dataSize: BigInt(data.length) });
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
    const uncompressedCrc = this.#checksums ? crc32(records) : 0;
    const chunkLength = this.#records.writeChunk({ ...whole, uncompressedCrc, records });
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
    this.#writeChannels();
    this.#records.writeStatistics(this.#statistics());
    for (const index of this.#metadata) this.#records.writeMetadataIndex(index);
    for (const index of this.#attachments) this.#records.writeAttachmentIndex(index);
    for (const index of this.#chunks) this.#records.writeChunkIndex(index);
    this.#records.writeFooter({ summaryStart, summaryOffsetStart: 0n, summaryCrc: 0 });
    this.#records.writeMagic();
    return this.#take();
  }

  #writeChannels(): void {
    for (const each of this.#schemas) this.#records.writeSchema(each);
    for (const each of this.#channels) this.#records.writeChannel(each);
  }

  #statistics(): McapTypes.Statistics {
    return {
      messageCount: BigInt(this.#counts.reduce((sum, count) => sum + count, 0)),
      schemaCount: this.#schemas.length,
      channelCount: this.#channels.length,
      attachmentCount: this.#attachments.length,
      metadataCount: this.#metadata.length,
      chunkCount: this.#chunks.length,
      messageStartTime: this.#first,
      messageEndTime: this.#last,
      channelMessageCounts: new Map(this.#counts.map((count, id) => [id, BigInt(count)])),
    };
  }

  #take(): Uint8Array {
    const bytes = this.#records.buffer;
    this.#records.reset();
    this.#position += BigInt(bytes.length);
    return bytes;
  }
}
