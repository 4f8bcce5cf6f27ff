/**
 * A serial port as a thread uses it that must not wait for the event loop: reads and writes answer at once, and one call pauses.
 *
 * Nothing is allocated while the port is sound. Once it is gone (unplugged, hung up), `read` and `write` answer −1 for good.
 */
import { closeSync, readSync, writeSync } from "node:fs";
import type { PortLock } from "./port-lock.ts";

/** A write that the device does not take within this (ms) is given up. */
const writePatience = 5;
/** ms; shorter ones take as long, since a sleeping thread is woken no sooner. */
const pauseLength = 0.05;

export class SerialPort {
  /** The device itself, no link to it. */
  readonly path: string;
  readonly fd: number;
  readonly #lock: PortLock;
  readonly #cell = new Int32Array(new SharedArrayBuffer(4));
  #isOpen = true;
  #isGone = false;

  constructor(path: string, fd: number, lock: PortLock) {
    this.path = path;
    this.fd = fd;
    this.#lock = lock;
  }

  /** Reads up to `room` bytes to `at`, as many as are there now. −1: the port is gone. */
  read(buffer: Uint8Array, at: number, room: number): number {
    if (this.#isGone) return -1;
    try {
      return readSync(this.fd, buffer, at, room, null);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Writes the first `length` bytes. How many the device took; −1: the port is gone. */
  write(bytes: Uint8Array, length: number): number {
    let sent = 0;
    for (let pause = 0; sent < length; pause++) {
      const taken = this.#writeSome(bytes, sent, length - sent);
      if (taken < 0) return -1;
      sent += taken;
      if (sent === length || pause * pauseLength > writePatience) break;
      this.pause();
    }
    return sent;
  }

  /** Sleeps for the shortest time that a thread can. */
  pause(): void {
    Atomics.wait(this.#cell, 0, 0, pauseLength);
  }

  /** May be called again. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#isGone = true;
    closeSync(this.fd);
    this.#lock.release();
  }

  #writeSome(bytes: Uint8Array, from: number, count: number): number {
    if (this.#isGone) return -1;
    try {
      return writeSync(this.fd, bytes, from, count);
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** 0 for a device that is merely not ready, −1 for one that is gone: EIO, ENXIO, ENODEV, EBADF and whatever else. */
  #failed(error: unknown): number {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EAGAIN" || code === "EINTR") return 0;
    this.#isGone = true;
    return -1;
  }
}
