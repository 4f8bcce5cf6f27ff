"""A robot behind the Gaitway protocol: the reference controller, with the AIBO's physics in real time.

Whatever an agent asks for, it keeps to its own limits and its own watchdog. README.md has the whole picture.
"""
