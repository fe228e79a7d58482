"""Small sentence models with weights by chance, made as sentence-transformers makes them."""

from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

MARKS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
VOCABULARY = [
    *MARKS,
    *"abcdefghijklmnopqrstuvwxyz",
    *(f"##{c}" for c in "abcdefghijklmnopqrstuvwxyz"),
]


def make_model(
    folder: Path,
    pooling: str = "mean",
    *,
    width: int = 64,
    activation: str = "gelu",
    dtype: torch.dtype = torch.float32,
    dense: bool = False,
) -> Path:
    """A BERT of two layers that reads letters."""
    torch.manual_seed(11)
    tokenizer = Tokenizer(
        models.WordPiece({word: i for i, word in enumerate(VOCABULARY)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]",
    ).save_pretrained(folder / "bert")  # fmt: skip
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=width // 16,
        intermediate_size=3 * width,
        hidden_act=activation,
        initializer_range=0.4,  # so that what it says depends on the words
    )
    BertModel(config).to(dtype).save_pretrained(folder / "bert")
    parts = [Transformer(str(folder / "bert")), Pooling(width, pooling_mode=pooling)]
    if dense:
        parts.append(Dense(width, width))
    SentenceTransformer(modules=parts).save(str(folder / "whole"))
    return folder / "whole"
