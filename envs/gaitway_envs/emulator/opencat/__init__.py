"""A Petoi board with the OpenCat serial protocol: one-letter tokens, sixteen joints, no feedback of where they are.

Source: PetoiCamp/OpenCat, src/io.h, reaction.h, skill.h (what is said and when; no code).
"""
