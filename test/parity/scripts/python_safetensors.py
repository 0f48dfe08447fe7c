"""Weights to and from Python: `python test/parity/scripts/python_safetensors.py [FILE…]` with safetensors 0.8.0 and numpy 2.4.6.

Writes test/fixtures/python*.safetensors with Python's own library; test/unit/engine/checkpoint.test.ts reads them, and
asks that NNSpec writes the same tensors in the same bytes. Then reads, with that library, every weights file that is committed
and every FILE (checkpoints, `nnspec train --weights-out`), and prints what is in them. `--check` writes nothing.
"""

import pathlib
import sys

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save

ROOT = pathlib.Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "test" / "fixtures"


def fixtures():
    kernel = np.arange(6, dtype=np.float32).reshape(2, 3) / 8 - 0.25
    weights = {"dense1.bias": np.array([0.5, -0.0, 1e-40], dtype=np.float32), "dense1.kernel": kernel}
    others = {"half": kernel.astype(np.float16), "double": kernel.astype(np.float64) / 3}
    return {"python.safetensors": weights, "python-types.safetensors": others}


if __name__ == "__main__":
    for fixture, tensors in fixtures().items():
        content = save(tensors, {"framework": "numpy"})
        if "--check" not in sys.argv[1:]:
            (FIXTURES / fixture).write_bytes(content)
        elif (FIXTURES / fixture).read_bytes() != content:
            sys.exit(f"{fixture}: made again, it has other bytes")
    files = [pathlib.Path(name) for name in sys.argv[1:] if name != "--check"]
    committed = sorted((ROOT / "test" / "parity" / "golden" / "weights").glob("*.safetensors"))
    for path in [*(FIXTURES / name for name in fixtures()), *committed, *sorted((ROOT / "examples").glob("*.safetensors")), *files]:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata()
        tensors = load_file(path)
        shapes = ", ".join(f"{name} {list(value.shape)}" for name, value in tensors.items())
        print(f"{path.name}: {shapes}; metadata {sorted(metadata or {})}")
