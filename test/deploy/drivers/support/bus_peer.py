"""Servos on a pseudo-terminal that misbehave on request: as little as a driver's nasty cases need, and no physics.

Argument: JSON {"ids": [...], "model": 1030, "board": 200 or null, "baud": 1000000}. Prints the path of the port, then answers
each line of JSON on standard input with a line: what it was told to do is done when the answer is there.
"""

import json
import os
import pty
import select
import sys
import termios
import time
import tty

HEADER = b"\xff\xff\xfd\x00"
PING, READ, WRITE, STATUS, SYNC_READ, SYNC_WRITE = 1, 2, 3, 0x55, 0x82, 0x83
ACCESS_ERROR, RANGE_ERROR = 7, 4
TORQUE, HARDWARE, WATCHDOG = 64, 70, 98


def crc_of(data):
    crc = 0
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x8005 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def status(id_, error, params=b""):
    body = (bytes([STATUS, error]) + params).replace(b"\xff\xff\xfd", b"\xff\xff\xfd\xfd")
    head = HEADER + bytes([id_]) + (len(body) + 2).to_bytes(2, "little") + body
    return head + crc_of(head).to_bytes(2, "little")


class Device:
    def __init__(self, id_, model):
        self.id, self.memory, self.silent = id_, bytearray(700), False
        self.memory[0:2] = model.to_bytes(2, "little")
        self.memory[6] = 45
        self.memory[9], self.memory[11] = 250, 3
        self.memory[38:40] = (1193).to_bytes(2, "little")
        self.memory[132:136] = (2048).to_bytes(4, "little")
        self.memory[144:147] = bytes([120, 0, 30])
        # A board has no indirect data: there, 224 and on are its own.
        self.indirect = model != 0x6757
        for k in range(28):
            self.memory[168 + 2 * k] = 224 + k

    def where(self, address):
        if self.indirect and 224 <= address < 252:
            return int.from_bytes(self.memory[168 + 2 * (address - 224) :][:2], "little")
        return address

    def read(self, address, length):
        return bytes(self.memory[self.where(address + k)] for k in range(length))

    def write(self, address, data):
        """The error number; 0 for none."""
        places = [self.where(address + k) for k in range(len(data))]
        if any(place < 64 for place in places) and self.memory[TORQUE]:
            return ACCESS_ERROR
        if self.memory[WATCHDOG] == 255 and any(100 <= place < 120 for place in places):
            return RANGE_ERROR
        for place, byte in zip(places, data):
            self.memory[place] = byte
        return 0

    def answer(self, error, params=b""):
        return status(self.id, error | (0x80 if self.memory[HARDWARE] else 0), params)


class Peer:
    def __init__(self, ids, model=1030, board=None, baud=1_000_000):
        self.devices = {id_: Device(id_, model) for id_ in ids}
        if board is not None:
            self.devices[board] = Device(board, 0x6757)
        self.baud = baud
        self.held = b""
        self.log = []
        self.echo, self.before, self.delay, self.cut, self.twice, self.postponed = False, b"", 0, 0, False, []
        self.count = self.drift = 0
        self.plug()

    def plug(self):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)

    def hears(self):
        rate = termios.tcgetattr(self.slave)[4]
        return rate == getattr(termios, f"B{self.baud}")

    def feed(self, data):
        if not self.hears():
            return
        self.held += data
        while (at := self.held.find(HEADER)) >= 0 and len(self.held) >= at + 7:
            end = at + 7 + int.from_bytes(self.held[at + 5 : at + 7], "little")
            if len(self.held) < end:
                return
            packet, self.held = self.held[at:end], self.held[end:]
            self.log.append(packet.hex())
            self.perform(packet)

    def perform(self, packet):
        if self.echo:
            os.write(self.master, packet)
        if crc_of(packet[:-2]) != int.from_bytes(packet[-2:], "little"):
            return
        body = packet[7:-2].replace(b"\xff\xff\xfd\xfd", b"\xff\xff\xfd")
        replies = self.replies(packet[4], body[0], body[1:])
        if self.postponed is not None and self.count > 0:
            # This answer comes with the next one.
            self.count -= 1
            self.postponed += replies
            return
        late, self.postponed = self.postponed, []
        if replies or late:
            self.send(late, replies)

    def send(self, late, replies):
        time.sleep(self.delay)
        raw = b"".join(late + replies)
        raw = self.before + (raw + raw if self.twice else raw)
        os.write(self.master, raw[: len(raw) - self.cut] if self.cut else raw)
        self.before, self.cut, self.twice = b"", 0, False

    def replies(self, id_, instruction, params):
        word = lambda at: int.from_bytes(params[at : at + 2], "little")
        if instruction == SYNC_READ:
            asked = [self.devices[i] for i in params[4:] if i in self.devices]
            for device in asked:
                device.memory[132] += self.drift
            return [d.answer(0, d.read(word(0), word(2))) for d in asked if not d.silent]
        if instruction == SYNC_WRITE:
            size = word(2)
            for at in range(4, len(params), size + 1):
                if params[at] in self.devices:
                    self.devices[params[at]].write(word(0), params[at + 1 : at + 1 + size])
            return []
        device = self.devices.get(id_)
        if device is None or device.silent:
            return []
        if instruction == PING:
            return [device.answer(0, device.read(0, 2) + device.read(6, 1))]
        if instruction == READ:
            return [device.answer(0, device.read(word(0), word(2)))]
        return [device.answer(device.write(word(0), params[2:]))]

    def obey(self, order):
        match order:
            case {"set": address, "id": id_, "bytes": data}:
                self.devices[id_].memory[address : address + len(data)] = bytes(data)
            case {"get": address, "id": id_, "length": length}:
                return list(self.devices[id_].memory[address : address + length])
            case {"silent": silent, "id": id_}:
                self.devices[id_].silent = silent
            case {"log": _}:
                log, self.log = self.log, []
                return log
            case {"write": raw}:
                os.write(self.master, bytes(raw))
            case {"unplug": _}:
                os.close(self.slave)
                os.close(self.master)
                self.master = self.slave = -1
            case {"before": raw}:
                self.before = bytes(raw)
            case {"postpone": count}:
                self.count = count
            case _:
                for name, value in order.items():
                    setattr(self, name, value)
        return None

    def run(self):
        print(os.ttyname(self.slave), flush=True)
        while True:
            watched = [0] if self.master < 0 else [0, self.master]
            ready = select.select(watched, [], [])[0]
            if self.master in ready:
                self.feed(os.read(self.master, 65536))
            if 0 in ready:
                line = sys.stdin.readline()
                if line == "":
                    return
                print(json.dumps(self.obey(json.loads(line))), flush=True)


Peer(**json.loads(sys.argv[1])).run()
