"""The words of a topic for the thing itself, told from those for how it stands."""

from __future__ import annotations

from search.answers.speaking.harms import harm_in
from search.answers.speaking.words import LEANING
from search.question.idle_words import idle_words
from search.storage.contract import Generation

# Words for how something stands, beside those that praise or find fault; others say what it is.
HOW = frozenset(
    "trouble lot bad lacks without criticised praised functioning working proper properly don't doesn't"
    " dont doesnt isn't isnt aren't arent haven't havent hasn't hasnt can't cant won't wont didn't didnt"
    " agree agreed agreeing develop developed establish established set introduce introduced adopted".split()
)


def matter_of(topic: str, generation: Generation) -> list[str]:
    """The topic's words for the thing itself, without those for how it stands; the rarest first."""
    words = {word.strip(",;()").casefold().replace("’", "'") for word in topic.split()}
    own = {word for word in words - idle_words("any", generation.field.questions) if is_thing(word)}
    return sorted(own, key=lambda word: (passages_having(word, generation), word))


def is_thing(word: str) -> bool:
    """Whether a word says what a question is about: not how that stands, nor what is wrong with it."""
    return word not in HOW and LEANING.fullmatch(word) is None and harm_in(word) is None


def passages_having(word: str, generation: Generation) -> int:
    """In how many passages the rarest of its terms is."""
    having = map(generation.passages_with, generation.analyze(word))
    return min(having, default=generation.passages)
