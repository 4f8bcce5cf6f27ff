"""Environments whose answers are known in closed form: a test of everything between agent and simulator."""
