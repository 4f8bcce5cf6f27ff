"""Makes the ONNX files of this folder with the exporters that people use, and what onnxruntime says of them.

Needs, in an environment of its own, torch==2.13.0, stable-baselines3==2.9.2, rsl-rl-lib==5.5.1, onnx==1.23.2, onnxscript==0.7.2 and
onnxruntime==1.32.0: `python make.py`. Weights are random and fixed by seeds; NAME.json holds 50 rows and the model's first output.
"""

from __future__ import annotations

import json
from pathlib import Path

import gymnasium
import numpy as np
import onnx
import onnxruntime
import torch
from rsl_rl.modules import EmpiricalNormalization
from stable_baselines3 import PPO, SAC
from torch import nn

folder = Path(__file__).parent
rows = 50


def export(name: str, module: nn.Module, size: int, *, dynamo: bool, spread: np.ndarray | None = None) -> None:
    module.eval()
    path = folder / f"{name}.onnx"
    example = torch.zeros(1, size)
    if dynamo:
        torch.onnx.export(module, (example,), path, dynamo=True, external_data=False, input_names=["obs"])
    else:
        names = {"input_names": ["obs"], "output_names": ["actions"]}
        torch.onnx.export(module, (example,), path, dynamo=False, opset_version=17, **names)
    tidy(path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (port,) = session.get_inputs()
    scale = np.ones(size) if spread is None else spread
    inputs = (np.random.default_rng(1).normal(size=(rows, size)) * scale).astype(np.float32)
    outputs = [session.run(None, {port.name: row[None]})[0] for row in inputs]
    told = {"rows": inputs.tolist(), "outputs": np.concatenate(outputs).reshape(rows, -1).tolist()}
    (folder / f"{name}.json").write_text(json.dumps(told, separators=(",", ":")) + "\n")


def tidy(path: Path) -> None:
    """Without where the code of the exporter lies on the machine that ran it."""
    model = onnx.load(path)
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    for value in [*model.graph.value_info, *model.graph.input, *model.graph.output]:
        del value.metadata_props[:]
    del model.graph.metadata_props[:]
    onnx.save(model, path)


class Deterministic(nn.Module):
    """As the documentation of Stable-Baselines3 exports an on-policy policy."""

    def __init__(self, policy: nn.Module) -> None:
        super().__init__()
        self.policy = policy

    def forward(self, observation: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        return self.policy(observation, deterministic=True)


class Actor(nn.Module):
    """As the documentation of Stable-Baselines3 exports the actor of SAC."""

    def __init__(self, actor: nn.Module) -> None:
        super().__init__()
        self.actor = actor

    def forward(self, observation: torch.Tensor) -> torch.Tensor:
        return self.actor(observation, deterministic=True)


def mlp(sizes: list[int], activation: type[nn.Module]) -> nn.Sequential:
    layers: list[nn.Module] = []
    for inputs, outputs in zip(sizes, sizes[1:], strict=False):
        layers += [nn.Linear(inputs, outputs), activation()]
    return nn.Sequential(*layers[:-1])


class Normalized(nn.Module):
    """As rsl_rl, and with it Isaac Lab, exports: the normalizer, then the actor."""

    def __init__(self, normalizer: nn.Module, actor: nn.Module) -> None:
        super().__init__()
        self.normalizer = normalizer
        self.actor = actor

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.actor(self.normalizer(x))


class MeanStd(nn.Module):
    """The running mean and variance of rl_games: clipped to ±5."""

    def __init__(self, mean: torch.Tensor, variance: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("variance", variance)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.clamp((x - self.mean) / torch.sqrt(self.variance + 1e-5), min=-5.0, max=5.0)


def shake(policy: nn.Module) -> None:
    """Weights as after training: fresh ones have no biases, and nearly no last layer."""
    with torch.no_grad():
        for parameter in policy.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))


def main() -> None:
    torch.manual_seed(0)
    spread = np.array([0.5, 2.0, 10.0, 1.0, 0.1, 3.0])
    box = gymnasium.spaces.Box(-2, 2, (3,), np.float32)
    seen = gymnasium.spaces.Box(-np.inf, np.inf, (6,), np.float32)
    environment = type("Env", (gymnasium.Env,), {"observation_space": seen, "action_space": box})
    kind = {"net_arch": [16, 16]}
    ppo = PPO("MlpPolicy", environment(), policy_kwargs=dict(kind), device="cpu", seed=0)
    shake(ppo.policy)
    export("sb3-ppo", Deterministic(ppo.policy), 6, dynamo=False)
    sac = SAC("MlpPolicy", environment(), policy_kwargs=dict(kind), device="cpu", seed=0, buffer_size=10)
    shake(sac.policy)
    export("sb3-sac", Actor(sac.policy.actor), 6, dynamo=False)
    choice = type(
        "Env", (gymnasium.Env,), {"observation_space": seen, "action_space": gymnasium.spaces.Discrete(4)}
    )
    discrete = PPO("MlpPolicy", choice(), policy_kwargs=dict(kind), device="cpu", seed=0)
    shake(discrete.policy)
    export("sb3-ppo-discrete", Deterministic(discrete.policy), 6, dynamo=False)
    normalizer = EmpiricalNormalization(6)
    normalizer.train()
    normalizer.update(torch.randn(1000, 6) * torch.tensor(spread, dtype=torch.float32) + 1)
    for dynamo in (False, True):
        mark = "dynamo" if dynamo else "script"
        actor = Normalized(normalizer, mlp([6, 32, 16, 3], nn.ELU))
        export(f"rsl-rl-{mark}", actor, 6, dynamo=dynamo, spread=spread)
    statistics = MeanStd(torch.randn(6), torch.tensor(spread**2, dtype=torch.float32))
    export("rl-games", Normalized(statistics, mlp([6, 16, 3], nn.ELU)), 6, dynamo=False, spread=4 * spread)
    bounded = nn.Sequential(mlp([6, 16, 16, 3], nn.ReLU), nn.Hardtanh(-1, 1))
    export("clipped-relu", bounded, 6, dynamo=False)


if __name__ == "__main__":
    main()
