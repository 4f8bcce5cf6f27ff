"""`python -m gaitway_envs`."""

from gaitway_envs.command_line import run

run()
