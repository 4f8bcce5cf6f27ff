"""Checks ONNX models with onnx and runs them with onnxruntime: `onnx_peer.py FOLDER NAME...`.

Of each NAME, FOLDER holds NAME.onnx and NAME.rows (float32, rows of observations); NAME.actions is written as float64, row by row.
Standard output is one JSON object: NAME to the model's metadata.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime


def main(folder: Path, names: list[str]) -> None:
    metadata = {}
    for name in names:
        model = onnx.load(folder / f"{name}.onnx")
        onnx.checker.check_model(model, full_check=True)
        metadata[name] = {entry.key: entry.value for entry in model.metadata_props}
        session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
        (port,) = session.get_inputs()
        rows = np.fromfile(folder / f"{name}.rows", dtype=np.float32).reshape(-1, port.shape[-1])
        outputs = run(session, port, rows)
        np.asarray(outputs, dtype=np.float64).tofile(folder / f"{name}.actions")
    print(json.dumps(metadata))


def run(session: onnxruntime.InferenceSession, port: onnxruntime.NodeArg, rows: np.ndarray) -> np.ndarray:
    """All rows at once, or one by one where the model takes no other number of them."""
    if not isinstance(port.shape[0], int):
        return session.run(None, {port.name: rows})[0]
    return np.concatenate([session.run(None, {port.name: row[None]})[0] for row in rows])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
