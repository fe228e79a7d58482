"""The model that a library's vectors are of, with what was learned for it and is kept there."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.models.model_folder import DEFAULT_MODEL, ModelDiffers
from search.models.scale import Line, Scale
from search.models.sentence_model import Embedder
from search.models.token_codes import FEW, ByteCodes, Codes, ProductCodes, TokenCodes, default_codes

MODEL, CODEBOOK = "model", "codebook"  # what is kept, by these names
SAME_NAME = 0.6  # cosine from which other words are taken for a name

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LibraryModel:
    embedder: Embedder
    codes: TokenCodes
    scale: Scale = Scale()
    learned_from: int = 0  # passages; 0 where nothing had to be learned

    def similarities(self, codes: Codes, tokens: Floats) -> Floats:
        """(n, m): the scaled cosines of coded tokens with a question's."""
        line = self.scale.tokens
        cosines = self.codes.similarities(codes, tokens)
        if line != Line():
            cosines *= np.float32(line.times)
            cosines += np.float32(line.plus)
        return cosines

    def closest(self, words: str, names: Sequence[str]) -> str | None:
        """The name that is nearest in meaning to some words, if any is near."""
        name, cosine = self.embedder.closest(words, names)
        return name if self.scale.vectors.of(cosine) >= SAME_NAME else None

    def record(self) -> dict[str, bytes]:
        """What is kept of it with the library, by name."""
        record = {
            "weights": self.embedder.weights,
            "settings": asdict(self.embedder.settings),
            "scale": asdict(self.scale),
            "learned_from": self.learned_from,
        }
        kept = {MODEL: json.dumps(record).encode(), CODEBOOK: b""}
        if isinstance(self.codes, ProductCodes) and self.codes is not default_codes():
            file = io.BytesIO()
            np.save(file, self.codes.codebook.astype(np.float16))
            kept[CODEBOOK] = file.getvalue()
        return kept


def read_library_model(embedder: Embedder, kept: Callable[[str], bytes]) -> LibraryModel:
    """The one that a library was made with. Raises ModelDiffers where that is not this one."""
    record = json.loads(kept(MODEL) or b"{}")
    if not record:  # an earlier version made it, with the codebook that comes along
        return LibraryModel(embedder, default_codes())
    _check_same(embedder, record)
    scale = Scale(*(Line(**record["scale"][name]) for name in ("vectors", "tokens")))
    codebook = kept(CODEBOOK)
    codes: TokenCodes
    if codebook:
        codes = ProductCodes(np.load(io.BytesIO(codebook)).astype(np.float32))
    else:
        codes = codes_not_learned(embedder)
    return LibraryModel(embedder, codes, scale, record["learned_from"])


def codes_not_learned(embedder: Embedder) -> TokenCodes:
    """Those that come along, or that need no codebook."""
    return ByteCodes() if embedder.settings.token_dimensions <= FEW else default_codes()


def is_known(embedder: Embedder, kept: Callable[[str], bytes]) -> bool:
    """Whether it has the weights and settings of the one that a library was made with."""
    record = json.loads(kept(MODEL) or b"{}")
    return bool(record) and not _differences(embedder, record)


def _differences(embedder: Embedder, record: Mapping[str, Any]) -> list[str]:
    now = {"weights": embedder.weights, "settings": asdict(embedder.settings)}
    return [name for name, value in now.items() if record[name] != value]


def _check_same(embedder: Embedder, record: Mapping[str, Any]) -> None:
    if embedder.name == DEFAULT_MODEL:  # its weights are held against the published ones
        return
    if other := _differences(embedder, record):
        raise ModelDiffers(
            f"{embedder.name} is not the model that this library was made with: its"
            f" {' and '.join(other)} differ. Put that one back, or make the library anew with"
            f" this one: pincite rebuild --model {embedder.name} --library LIBRARY"
        )
