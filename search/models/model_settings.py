"""What a model's folder says of how its vectors are made: pooling, prompts, dimensions, lengths."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from search.models.model_folder import ModelMissing, Part, parts_of, read_json

# Of models that want prompts and do not say so in their folders; each as its authors publish it.
PROMPTS = (
    (r"bge-(?:small|base|large)-en\b", "Represent this sentence for searching relevant passages: ", ""),
    (r"e5-(?:small|base|large)\b(?!.*instruct)", "query: ", "passage: "),
)  # fmt: skip
OLD_COLBERT = "ColBERT"  # what PyLate calls models whose folders are of another form


@dataclass(frozen=True, slots=True)
class ModelSettings:
    pooling: str  # "mean", "cls"; "tokens" where these alone were trained; "" another way
    dimensions: int  # of a text's vector
    token_dimensions: int
    longest: int  # tokens of a text that it reads, its own marks among them
    question_prompt: str = ""
    passage_prompt: str = ""


def read_settings(folder: Path) -> ModelSettings:
    """Raises ModelMissing where the folder is of no sentence-transformers model."""
    if not (folder / "config.json").is_file():
        raise ModelMissing(f"{folder} holds no config.json: give a sentence-transformers model.")
    config, own_config = read_json(folder / "config.json"), _told(folder)
    if own_config.get("model_type") == OLD_COLBERT or (folder / "artifact.metadata").is_file():
        raise ModelMissing(
            f"{folder} is a ColBERT of an older form. Make it one of today's: python -c 'from"
            " sentence_transformers import MultiVectorEncoder as M;"
            f' M("{folder}").save("{folder}-today")\'. Then give that folder.'
        )
    parts = parts_of(folder)
    pooling, dimensions, token_dimensions = _shape(parts, int(config["hidden_size"]))
    question_prompt, passage_prompt = _prompts(folder, own_config, config)
    leaves_out = any(part.told.get("include_prompt") is False for part in parts)
    if leaves_out and (question_prompt or passage_prompt):
        raise ModelMissing(f"{folder} leaves its prompt out of its vector, which is not done here.")
    return ModelSettings(
        pooling=pooling,
        dimensions=dimensions,
        token_dimensions=token_dimensions,
        longest=_longest(folder, config),
        question_prompt=question_prompt,
        passage_prompt=passage_prompt,
    )


def is_of_tokens(part: Part) -> bool:
    """Whether a Dense is of the token vectors, not of a text's."""
    read = part.told.get("module_input_name", "sentence_embedding")
    return bool((part.told.get("module_output_name") or read) == "token_embeddings")


def _shape(parts: list[Part], hidden: int) -> tuple[str, int, int]:
    """How token vectors become one, and the dimensions of that and of these."""
    pooling, dimensions, token_dimensions = "tokens", hidden, hidden
    for part in parts:
        if part.kind == "Pooling":
            pooling = _pooling(part)
            dimensions = int(part.told.get("embedding_dimension", token_dimensions))
            if not pooling:
                dimensions = token_dimensions * max(1, len(_ways(part)))
        elif part.kind == "Dense" and is_of_tokens(part):
            dimensions = token_dimensions = int(part.told["out_features"])
        elif part.kind == "Dense":
            dimensions = int(part.told["out_features"])
    return pooling, dimensions, token_dimensions


def _pooling(part: Part) -> str:
    ways = _ways(part)
    return ways[0] if len(ways) == 1 and ways[0] in ("mean", "cls") else ""


def _ways(part: Part) -> list[str]:
    if "pooling_mode" in part.told:
        pooling = part.told["pooling_mode"]
        return [pooling] if isinstance(pooling, str) else list(pooling)
    modes = (name for name, on in part.told.items() if on and name.startswith("pooling_mode_"))
    return [mode.removeprefix("pooling_mode_").removesuffix("_token").removesuffix("_tokens") for mode in modes]  # fmt: skip


def _prompts(
    folder: Path, own_config: Mapping[str, Any], config: Mapping[str, Any]
) -> tuple[str, str]:
    """Those that the model itself tells; else those of the family that its name is of."""
    prompts = {name: text for name, text in (own_config.get("prompts") or {}).items() if text}
    usual = prompts.get(own_config.get("default_prompt_name") or "", "")
    if prompts:
        passage = next(
            (prompts[n] for n in ("document", "passage", "corpus") if n in prompts), usual
        )
        return prompts.get("query", usual), passage
    # A model that was fetched from a hub lies in .../models--ORG--NAME/snapshots/HASH.
    name = "/".join((*folder.resolve().parts[-3:], str(config.get("_name_or_path", ""))))
    for pattern, question, passage in PROMPTS:
        if re.search(pattern, name, re.IGNORECASE):
            return question, passage
    return "", ""


def _longest(folder: Path, config: Mapping[str, Any]) -> int:
    lengths = [config.get("max_position_embeddings")]
    for name, key in (
        ("sentence_bert_config.json", "max_seq_length"),
        ("tokenizer_config.json", "model_max_length"),
    ):
        if (folder / name).is_file():
            lengths.append(read_json(folder / name).get(key))
    return int(min(length for length in lengths if length))


def _told(folder: Path) -> Any:  # as JSON is
    path = folder / "config_sentence_transformers.json"
    return read_json(path) if path.is_file() else {}
