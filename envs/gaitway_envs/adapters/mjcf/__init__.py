"""A MuJoCo model as an environment: what a YAML file beside it names is observed, acted on and rewarded.

Read in this order: located (YAML with its lines), section (a mapping whose keys are checked), model (what is
in the model, by name, with units), observation, action, reward, termination, task (all of it together), env
(the task, running).
"""
