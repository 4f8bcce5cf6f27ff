"""A pseudo-terminal: its path is the port a host opens."""

from __future__ import annotations

import contextlib
import os
import pty
import termios
import tty


class Terminal:
    """Raw, never blocking. `link` is a second name for it, which outlives an unplugged cable.

    It begins at `baud`; a host that sets another rate is not understood, as on a wire.
    """

    def __init__(self, link: str | None, baud: int) -> None:
        self._link = link
        # Not every rate has a number of its own in termios: without one every host is believed to be right.
        self._speed = getattr(termios, f"B{baud}", None)
        self._master = self._slave = -1
        self.path = ""
        self.plug()

    @property
    def descriptor(self) -> int | None:
        """What to wait for bytes on; None while unplugged."""
        return None if self._master < 0 else self._master

    def plug(self) -> None:
        """A new pseudo-terminal at `path`."""
        if self._master >= 0:
            return
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self._set_speed()
        os.set_blocking(self._master, False)
        # Our own descriptor of the far end stays open: a host that closes its own is no hang-up.
        self.path = os.ttyname(self._slave)
        if self._link is not None:
            self._unlink()
            os.symlink(self.path, self._link)

    @property
    def rates_agree(self) -> bool:
        """Whether the host has set its port to the rate of the devices."""
        return self._speed is None or termios.tcgetattr(self._slave)[5] == self._speed

    def _set_speed(self) -> None:
        if self._speed is None:
            return
        attributes = termios.tcgetattr(self._slave)
        attributes[4] = attributes[5] = self._speed
        termios.tcsetattr(self._slave, termios.TCSANOW, attributes)

    def unplug(self) -> None:
        """The host's reads and writes fail from now on, as of a USB adapter that is pulled."""
        if self._master < 0:
            return
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def read(self) -> bytes:
        """What the host has written; nothing when there is nothing."""
        try:
            return os.read(self._master, 65536)
        except (BlockingIOError, OSError):
            return b""

    def write(self, data: bytes) -> int:
        """To the host. Bytes it has no room for are lost, as a UART loses them; how many were not."""
        try:
            return os.write(self._master, data)
        except (BlockingIOError, OSError):
            return 0

    def close(self) -> None:
        """Unplugs, and takes the link away."""
        self.unplug()
        if self._link is not None:
            self._unlink()

    def _unlink(self) -> None:
        if os.path.islink(self._link):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._link)
