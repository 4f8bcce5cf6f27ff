"""Robots on a pseudo-terminal: hardware to test against, without hardware.

Written from the published protocols alone, not from the drivers that speak to it: two programs that make the same
mistake in framing would agree with each other.
"""
