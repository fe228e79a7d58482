"""Small sentence models with weights by chance, made as sentence-transformers makes them."""

from pathlib import Path

import torch
from sentence_transformers import MultiVectorEncoder, SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.multi_vector_encoder.modules import MultiVectorMask
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from search.models.model_folder import DEFAULT_MODEL, model_folder

MARKERS = 2  # tokens of "q: "
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
    dense: int = 0,
    prompts: dict[str, str] | None = None,
) -> Path:
    """A BERT of two layers that reads letters; `dense` is how wide a text's vector is made."""
    bert = _make_bert(folder / "bert", width, activation, dtype)
    parts = [Transformer(str(bert)), Pooling(width, pooling_mode=pooling)]
    if dense:
        parts.append(Dense(width, dense))
    SentenceTransformer(modules=parts, prompts=prompts).save(str(folder / "whole"))
    return folder / "whole"


def make_multi_vector(folder: Path, token_width: int, width: int = 64) -> Path:
    """One whose token vectors were trained, as far as its folder says."""
    bert = _make_bert(folder / "bert", width, "gelu", torch.float32)
    of_tokens = {"module_input_name": "token_embeddings"}
    narrow = Dense(
        width, token_width, bias=False, activation_function=torch.nn.Identity(), **of_tokens
    )
    parts = [Transformer(str(bert)), narrow, Normalize(**of_tokens), MultiVectorMask()]
    prompts = {"query": "q: ", "document": "d: "}
    MultiVectorEncoder(modules=parts, prompts=prompts).save(str(folder / "whole"))
    return folder / "whole"


def _make_bert(folder: Path, width: int, activation: str, dtype: torch.dtype) -> Path:
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
    ).save_pretrained(folder)  # fmt: skip
    config = BertConfig(
        vocab_size=len(VOCABULARY),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=width // 16,
        intermediate_size=3 * width,
        hidden_act=activation,
        initializer_range=0.4,  # so that what it says depends on the words
    )
    BertModel(config).to(dtype).save_pretrained(folder)
    return folder


def make_like_usual(
    folder: Path, pooling: str = "mean", prompts: dict[str, str] | None = None
) -> Path:
    """The usual model, pooled in another way and led by prompts."""
    bert = Transformer(str(model_folder(DEFAULT_MODEL)))
    parts = [bert, Pooling(384, pooling_mode=pooling)]
    SentenceTransformer(modules=parts, prompts=prompts).save(str(folder))
    return folder


def make_multi_vector_like_usual(folder: Path, token_width: int) -> Path:
    """The usual model, its token vectors turned, and made narrower or wider, by chance."""
    torch.manual_seed(11)
    of_tokens = {"module_input_name": "token_embeddings"}
    turn = Dense(384, token_width, bias=False, activation_function=torch.nn.Identity(), **of_tokens)
    torch.nn.init.orthogonal_(turn.linear.weight)
    bert = Transformer(str(model_folder(DEFAULT_MODEL)))
    MultiVectorEncoder(modules=[bert, turn, Normalize(**of_tokens), MultiVectorMask()]).save(
        str(folder)
    )
    return folder
