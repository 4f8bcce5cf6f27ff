"""Copies a batch out of memory shared with another process, as often as it can: the floor of moving pictures.

Prints a line of JSON: bytes a second.
"""

from __future__ import annotations

import argparse
import os
from mmap import mmap
from time import perf_counter

import numpy as np
from peer import say


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bytes", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=2)
    args = parser.parse_args()
    shared = mmap(-1, args.bytes)
    writer = os.fork()
    if writer == 0:
        np.frombuffer(shared, np.uint8)[:] = 7
        os._exit(0)
    os.waitpid(writer, 0)
    source, target = np.frombuffer(shared, np.uint8), np.empty(args.bytes, np.uint8)
    begin = perf_counter()
    count = 0
    while (elapsed := perf_counter() - begin) < args.seconds:
        target[:] = source
        count += 1
    assert target[-1] == 7
    say(bytesPerSecond=count * args.bytes / elapsed)


if __name__ == "__main__":
    main()
