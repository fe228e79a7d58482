"""The words that grade: what a printed area or grade is called, and regular expressions for both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from ingest.field.scales import Framework, Reading, Scales, Sentence, fold, fold_area

# "Rating: good", "Grade 4 (Inadequate)": what may stand before the word
LABEL = r"(?:(?:judge?ment|rating|grade)\b[^\S\n]*:?\s*)?(?:\d[^\S\n]*\(\s*)?"
IS = (
    r"(?:(?:is|are|remains?)\s+(?:(?:now|still|also|overall|that|it|they|judged|graded|rated|to|be|as)\s+)*"
    r"[‘'\"]?(?P<grade>{grade})[’'\"]?|[‘'\"]?(?P<requires>requires?\s+improvement(?:\s+to\s+be\s+good)?)[’'\"]?)"
)
FEW_WORDS = r"[^\n.;]{1,120}?"
# or a new sentence, on a cover
AFTER_GRADE = r"(?=[^\S\n]*(?:[.;:,–—]|because\b|overall\b|against\b|\n|$|(?-i:\s[A-Z][a-z])))"
# A cover may run its lines together: "Report published: 3 August 2015 Children's services ..."
SENTENCE_START = (
    r"(?:^(?:•\s*)?(?:\d{1,3}[.)]?\s+)?|(?<=[.!?:]\s)|(?<=[.!?]\d\s)|(?<=\b(?:19|20)\d\d\s))"
)


@dataclass(frozen=True)
class GradeWords:
    """The words for the areas and grades of the frameworks that a report may have been judged by."""

    areas: dict[str, str]  # letters and digits alone -> the name it is recorded under
    grades: dict[str, str]
    any_area: str  # a regular expression
    any_grade: str
    sentences: tuple[Sentence, ...]
    any_subject: str  # what a report calls its subject: "the force"
    other_words: tuple[str, ...]  # that are about another inspection

    def grade(self, printed: str) -> str | None:
        """The grade that these words are, with a label at most."""
        label = re.match(LABEL, printed.strip(), re.IGNORECASE)
        bare = printed.strip()[label.end() if label else 0 :]
        return self.grades.get(_letters(bare)) or self.grades.get(_letters(printed))

    def area(self, printed: str) -> str | None:
        """The area that these words name, with a number and "the" before it at most."""
        folded = fold(printed).removeprefix("• ")
        return self.areas.get(_letters(folded)) or self.areas.get(
            _letters(fold_area(folded).removeprefix("the "))
        )

    def mentions_other(self, printed: str) -> bool:
        """Whether these words are about another inspection than the report's own."""
        folded = fold(printed)
        return any(words in folded for words in self.other_words)

    def listed_areas(self, printed: str) -> list[str]:
        """The areas in words that hold nothing else."""
        gap = r"\s*+(?:•\s*+)?"
        one = rf"{gap}(?:{self.any_area})"  # what parts two of them can be read in one way only
        if not re.fullmatch(rf"{one}(?:\s*+[,;]?+{one})*\s*[,;]?", printed, re.IGNORECASE):
            return []
        named = (
            self.area(match.group()) for match in re.finditer(self.any_area, printed, re.IGNORECASE)
        )
        return [area for area in named if area is not None]

    def pattern(self, sentence: Sentence, subject: str) -> re.Pattern[str]:
        """Finds the sentence; its groups are said, area, grade and requires."""
        holes = {
            "{area}": rf"(?P<area>{self.any_area})",
            "{grade}": rf"(?:(?:is|as)\s+)?(?P<grade>{self.any_grade})",
            "{is grade}": IS.replace("{grade}", self.any_grade),
            "{subject}": f"(?:{flexible(subject) or '(?!)'}|{self.any_subject})",
            "{words}": FEW_WORDS,
        }
        parts = re.split(r"(\{[a-z ]+\})", sentence.says)
        wording = r"\s+".join(holes.get(part) or flexible(part) for part in parts if part.strip())
        ends_in_grade = parts[-1] == "" and "grade" in parts[-2]
        return re.compile(
            rf"{SENTENCE_START}(?P<said>{wording}){AFTER_GRADE if ends_in_grade else ''}",
            re.IGNORECASE | re.MULTILINE,
        )


def words_of(scales: Scales, kind: str, published: date | None) -> GradeWords:
    """The words of the frameworks by which a report of this kind and date may have judged."""
    return _words_of(scales.frameworks_of(kind, published), scales.reading)


@cache
def _words_of(frameworks: tuple[Framework, ...], reading: Reading) -> GradeWords:
    areas: dict[str, str] = {}
    grades: dict[str, str] = {}
    printed_areas: set[str] = set()
    printed_grades: set[str] = set()
    sentences: list[Sentence] = []
    for framework in frameworks:
        for printed, area in framework.areas.items():
            areas.setdefault(_letters(printed.removeprefix("the ")), area)
            printed_areas.add(printed.removeprefix("the "))
        for printed, grade in framework.printed.items():
            grades.setdefault(_letters(printed), grade)
            printed_grades.add(printed)
        sentences += [sentence for sentence in framework.sentences if sentence not in sentences]
    return GradeWords(
        areas,
        grades,
        rf"(?:the\s+)?(?:{_any_of(printed_areas)})",
        _any_of(printed_grades),
        tuple(sentences),
        rf"the\s+(?:{'|'.join(reading.subjects) or '(?!)'})",
        reading.other_words,
    )


def flexible(phrase: str) -> str:
    """A regular expression that takes any white space, quotation mark or hyphen for the phrase's own."""
    spaced = r"\s+".join(re.escape(word) for word in fold(phrase).split())
    return spaced.replace("'", "['’‘]").replace(r"\-", r"[-‐‑]\s?")


def _any_of(phrases: set[str]) -> str:
    return "|".join(
        flexible(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    )


def _letters(words: str) -> str:
    return "".join(letter for letter in fold(words) if letter.isalnum())
