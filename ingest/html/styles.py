"""What a page's own style sheets and style attributes say of an element, as far as it hides words.

It knows the cascade, and nothing of sheets that lie elsewhere.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ingest.html.markup import Element
from ingest.html.selectors import Compound, read_compound

WIDTH = 1280  # pixels of the screen that a page is taken to be shown on
MAX_SHEETS = 2_000_000  # characters of style sheets that are read
MAX_RULES = 4_000  # that say what is looked for here
MAX_LOOKS = 100_000  # at a rule for an element; a page that is made to be slow needs more
MAX_ANCESTORS = 60  # around an element that a rule may speak of
MAX_BESIDE = 20  # elements and texts before an element that a rule may speak of
READ = frozenset(
    (
        "display visibility opacity font font-size clip clip-path position left right top inset "
        "text-indent width max-width height max-height overflow overflow-y color background background-color "
        "background-image background-clip -webkit-background-clip text-shadow text-decoration "
        "text-decoration-line vertical-align white-space transform filter "
        "content-visibility margin-left margin-top"
    ).split()
)
STATES = re.compile(r"(?:^|[-_])(?:open|opened|active|shown?|in|visible|expanded|selected|on)$")
BLOCK = re.compile(r"(?<![^{}])([^{}]*)\{|\}")
LENGTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|r?em)\s*\)", re.I)

Said = Mapping[str, str]  # property -> value, both small letters


@dataclass(frozen=True, slots=True)
class _Rule:
    steps: tuple[tuple[str, Compound], ...]  # the last element first; how each is to that before
    weight: tuple[int, int, int, int]  # ids, classes, tags, order
    said: Said

    def matches(self, element: Element) -> bool:
        if not self.steps[0][1].matches(element):
            return False
        near = element
        for how, compound in self.steps[1:]:
            found = next((e for e in _reached(near, how) if compound.matches(e)), None)
            if found is None:
                return False
            near = found
        return True

    @property
    def waits(self) -> bool:
        """Whether it speaks of a state that a reader of the page brings about."""
        return any(
            compound.state
            or any(STATES.search(name) for name in compound.classes)
            or any(
                name in ("open", "aria-expanded", "aria-hidden", "aria-selected", "hidden")
                for name, _, _ in compound.attributes
            )
            for _, compound in self.steps
        )


class Styles:
    """The rules of a page's <style> elements that may hide words."""

    def __init__(self, elements: Iterable[Element]) -> None:
        sheets = []
        self.elsewhere = False  # whether sheets that are not read may say more
        for element in elements:
            if element.tag == "style":
                sheets.append(element.text(100))
            elif element.tag == "link" and "stylesheet" in element.get("rel").lower():
                self.elsewhere = True
        sheet = "\n".join(sheets)[:MAX_SHEETS]
        self.elsewhere = self.elsewhere or "@import" in sheet
        self._by_name: dict[str, list[_Rule]] = defaultdict(list)
        for rule in _rules(sheet) if sheet else ():
            self._by_name[_name_of(rule.steps[0][1])].append(rule)
        self._looks = MAX_LOOKS

    @property
    def any(self) -> bool:
        return bool(self._by_name) and self._looks > 0

    def of(self, element: Element) -> Said:
        """What is said of an element itself; what it inherits is not in it."""
        said: dict[str, tuple[tuple[int, ...], str]] = {}
        for rule in self._near(element) if self.any else ():
            self._looks -= 1
            if rule.matches(element):
                _weigh(said, rule.said, (0, *rule.weight))
        if style := element.attributes.get("style"):
            _weigh(said, _declarations(style), (1, 0, 0, 0, 0))
        return {name: value for name, (_, value) in said.items()}

    def shows_on_demand(self, element: Element) -> bool:
        """Whether a rule shows it in another state: opened, ticked, pointed at."""
        return self.any and any(
            rule.waits and rule.steps[0][1].touches(element) and _is_showing(rule.said)
            for rule in self._near(element)
        )

    def _near(self, element: Element) -> Iterator[_Rule]:
        for name in [f"#{element.get('id')}", element.tag, "*"]:
            yield from self._by_name.get(name, ())
        for name in element.get("class").split():
            yield from self._by_name.get(f".{name}", ())


def _weigh(
    said: dict[str, tuple[tuple[int, ...], str]], declared: Said, weight: tuple[int, ...]
) -> None:
    for name, value in declared.items():
        important = value.endswith("!important")
        mine = (int(important), *weight)
        if name not in said or said[name][0] <= mine:
            said[name] = (mine, value.removesuffix("!important").strip())


def _is_showing(said: Said) -> bool:
    return (
        said.get("display", "none") != "none"
        or said.get("visibility") == "visible"
        or said.get("opacity", "0")[:1] not in "0."
        or said.get("max-height", "0") not in ("0", "0px")
        or said.get("height", "0") not in ("0", "0px")
        or said.get("position") in ("static", "relative")
        or said.get("left", "") in ("0", "auto")
    )


def _reached(element: Element, how: str) -> Iterator[Element]:
    if how in "+~":
        beside = element.parent.content[: element.place] if element.parent else []
        before = [item for item in beside[-MAX_BESIDE:] if isinstance(item, Element)]
        yield from reversed(before[-1:] if how == "+" else before)
        return
    for at, outer in enumerate(element.ancestors()):
        if at == MAX_ANCESTORS or (how == ">" and at):
            return
        yield outer


def _rules(sheet: str) -> Iterator[_Rule]:
    """The rules that hold on a screen; one inside another's braces is not read."""
    sheet = re.sub(
        r"/\*.*?\*/|<!--|-->|@(?:import|charset|namespace)[^;{]*;", " ", sheet, flags=re.S
    )
    order = at = 0
    inside: list[bool] = []  # of each open @-block, whether it holds
    while order < MAX_RULES and (found := BLOCK.search(sheet, at)):
        at = found.end()
        if found[1] is None:
            if inside:
                inside.pop()
            continue
        head = found[1].strip()
        if head.startswith("@"):
            inside.append(_holds(head))
            continue
        end = sheet.find("}", at)
        end = len(sheet) if end < 0 else end
        said = _declarations(sheet[at:end]) if all(inside) else {}
        at = min(end + 1, len(sheet))
        for selector in _parts(head, ",") if said else ():
            if rule := _rule(selector, said, order):
                order += 1
                yield rule


def _holds(head: str) -> bool:
    """Whether what is in an @-block is for a screen of this width."""
    kind, _, condition = head.lower().partition(" ")
    if kind.startswith("@media"):
        return any(_is_screen(query) for query in head.lower()[6:].split(","))
    return kind in ("@supports", "@layer") and not condition.strip().startswith("not")


def _is_screen(query: str) -> bool:
    if re.match(r"\s*(?:only\s+)?(?:print|speech)|\s*not\b", query):
        return False
    for which, size, unit in LENGTH.findall(query):
        pixels = float(size) * (1 if unit == "px" else 16)
        if (pixels > WIDTH) if which == "min" else (pixels < WIDTH):
            return False
    rest = LENGTH.sub("", query)
    return "(" not in rest  # prefers-..., orientation and others are not told


def _declarations(style: str) -> Said:
    said: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = declaration.partition(":")
        name = name.strip().lower()
        if name in READ:
            said[name] = re.sub(r"(?<!\s)\s*!\s*important", "!important", value.strip().lower())
    return said


def _rule(selector: str, said: Said, order: int) -> _Rule | None:
    """None for a selector that is not understood."""
    spaced = re.sub(r"(?<!\s)\s*([>+~])\s*(?![^\[]{0,200}\])", r" \1", selector.strip())
    if not spaced or "::" in spaced or re.search(r":(?:before|after)\b", spaced):
        return None
    steps: list[tuple[str, Compound]] = []
    for part in reversed(_parts(spaced, " ")):
        how = part[0] if part[0] in ">+~" else " "
        compound = read_compound(part[1:] if how != " " else part)
        if compound is None:
            return None
        steps.append((how, compound))
    # How each is to the one before it in the selector is written before the latter of the two.
    hows = [" ", *(how for how, _ in steps[:-1])]
    compounds = [compound for _, compound in steps]
    ids = sum(len(c.ids) for c in compounds)
    classes = sum(len(c.classes) + len(c.attributes) + len(c.refused) for c in compounds)
    tags = sum(c.tag not in ("", "*") for c in compounds)
    return _Rule(tuple(zip(hows, compounds, strict=True)), (ids, classes, tags, order), said)


def _parts(text: str, by: str) -> list[str]:
    """Parted, but not inside brackets."""
    parts, depth, start = [], 0, 0
    for at, character in enumerate(text):
        depth += (character in "([") - (character in ")]")
        if character == by and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [part.strip() for part in [*parts, text[start:]] if part.strip()]


def _name_of(compound: Compound) -> str:
    """What its rules are looked up by."""
    if compound.ids:
        return f"#{min(compound.ids)}"
    if compound.classes:
        # The rarest would be best; a state such as ".open" is looked up by what it is a state of.
        names = sorted(compound.classes, key=lambda name: (bool(STATES.search(name)), name))
        return f".{names[0]}"
    return compound.tag or "*"
