"""Simulators behind the Gaitway protocol: `python -m gaitway_envs serve gym:HalfCheetah-v5`."""

__version__ = "0.7.0"
