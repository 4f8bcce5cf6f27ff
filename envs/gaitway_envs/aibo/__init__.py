"""The AIBO on native MuJoCo: the twin of `envs/aibo`, from the same MJCF file, seeds and numbers.

What is explained there is not explained again; golden trajectories (test/golden/aibo) hold the two against each
other. MuJoCo is imported when an environment is made, not before.
"""
