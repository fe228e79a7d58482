"""The JSON route of citations: what became of the words, in the format that is asked for."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import PlainTextResponse, Response

from api.dependencies import GenerationDep, OriginDep, only_known_parameters
from api.problems import NotFound
from api.rendering.citation_styles import write_annotation, write_csl, write_line, write_markdown
from api.shapes.citations import CitationShape
from api.shapes.fields import Shape, described
from api.v1.formats import choose_format
from ingest.report import Report
from search.answers.resolving import Resolved, UnknownCitation, resolve
from search.citations import BadCitation
from search.results import Citation
from search.storage.contract import Generation

router = APIRouter(tags=["citations"], dependencies=[Depends(only_known_parameters)])

MEDIA_TYPES = {
    "application/json": "json",
    "application/ld+json": "annotation",
    "application/vnd.citationstyles.csl+json": "csl",
    "text/plain": "line",
    "text/markdown": "markdown",
}
ANNOTATION = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
LINE = (
    "Ofsted, Inspection of Calderby local authority children’s services, 2023,"
    " The experiences and progress of care leavers: outstanding, page 3"
)
STATE_HEADER = {"$ref": "#/components/headers/X-Citation-State"}
EXAMPLES: dict[str, dict[str, object]] = {
    "application/ld+json": {
        "schema": {"type": "object"},
        "example": {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "id": "http://127.0.0.1:8000/v1/citations/-s28M2gZAAAXKwBBADXtOZMc?format=annotation",
            "type": "Annotation",
            "motivation": "identifying",
            "target": {
                "source": "http://127.0.0.1:8000/v1/reports/calderby-childrens-services-2023-06-30"
                "/file",
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": "Almost all care leavers live in homes that are suitable for them.",
                        "prefix": "before they turn 18. ",
                        "suffix": " None is in bed and breakfast",
                    },
                    {"type": "TextPositionSelector", "start": 5931, "end": 5996},
                    {
                        "type": "FragmentSelector",
                        "conformsTo": "http://tools.ietf.org/rfc/rfc3778",
                        "value": "page=3",
                    },
                ],
            },
        },
    },
    "application/vnd.citationstyles.csl+json": {
        "schema": {"type": "array", "items": {"type": "object"}},
        "example": [
            {
                "id": "-s28M2gZAAAXKwBBADXtOZMc",
                "type": "report",
                "title": "Inspection of Calderby local authority children’s services",
                "publisher": "Ofsted",
                "issued": {"date-parts": [[2023, 6, 30]]},
                "URL": "http://127.0.0.1:8000/c/-s28M2gZAAAXKwBBADXtOZMc",
            }
        ],
    },
    "text/plain": {"schema": {"type": "string"}, "example": f"{LINE}\n"},
    "text/markdown": {
        "schema": {"type": "string"},
        "example": "> Almost all care leavers live in homes that are suitable for them.\n>\n"
        f"> — [{LINE}](http://127.0.0.1:8000/c/-s28M2gZAAAXKwBBADXtOZMc)\n",
    },
}
CitationFormat = Literal["json", "annotation", "csl", "line", "markdown"]
CitationId = Annotated[
    str,
    Path(
        max_length=100,
        description="The `id` of a citation, however old.",
        examples=["-s28M2gZAAAXKwBBADXtOZMc"],
    ),
]


class ResolvedShape(Shape):
    """What became of a citation."""

    id: str = described("As it was asked for.", "-s28M2gZAAAXKwBBADXtOZMc")
    state: Literal["here", "moved", "changed", "gone", "erased"] = described(
        "`here`: the words stand where they stood. `moved`: they stand elsewhere in a"
        " newer text. `changed`: the report was revised; `citation` is the place most like them,"
        " `was` the old words. `gone`: the report is no longer here; `was` is what it said."
        " `erased`: it was taken away for good, and nobody has its words.",
        "moved",
    )
    citation: CitationShape | None = described("Where to look today.")
    was: CitationShape | None = described("What was cited, where that differs and is kept.")
    line: str = described("The citation as one line with its pinpoint.", LINE)
    erased_at: str = described("When its report was erased; else empty.", "")
    erased_why: str = described("Why it was erased; else empty.", "")


@router.get(
    "/v1/citations/{citation_id}",
    summary="What became of a citation",
    name="citation",
    response_model=ResolvedShape,
    responses={200: {"content": EXAMPLES, "headers": {"X-Citation-State": STATE_HEADER}}},
)
def citation(
    request: Request,
    response: Response,
    citation_id: CitationId,
    generation: GenerationDep,
    origin: OriginDep,
    format: Annotated[
        CitationFormat | None,
        Query(description="As the header Accept says, if not given.", examples=["csl"]),
    ] = None,
) -> ResolvedShape | Response:
    """The words of a citation, made today or years ago, and where they stand now.

    Also as a W3C Web Annotation (`annotation`), CSL-JSON (`csl`), one line or Markdown.
    """
    form = format or choose_format(request.headers.get("accept", "*/*"), MEDIA_TYPES)
    return answer_citation(generation, citation_id, form, origin, response)


def answer_citation(
    generation: Generation, citation_id: str, form: str, origin: str, response: Response
) -> ResolvedShape | Response:
    """What became of a citation, in one of the formats; `response` holds the headers of JSON."""
    try:
        resolved = resolve(generation, citation_id)
    except (BadCitation, UnknownCitation) as error:
        raise NotFound(str(error)) from None
    response.headers["X-Citation-State"] = resolved.state
    shown = resolved.now or resolved.was
    if form == "json":
        return shape_resolved(resolved, origin)
    if shown is None:
        raise NotFound(f"The words of {citation_id} are not kept. Ask for it as JSON.")
    return _write(form, shown, generation, f"{origin}/", dict(response.headers))


def shape_resolved(resolved: Resolved, origin: str = "") -> ResolvedShape:
    shown = resolved.now or resolved.was
    line = write_line(shown) if shown else ""
    return ResolvedShape.of(
        {
            "id": resolved.id,
            "state": resolved.state,
            "citation": resolved.now,
            "was": resolved.was,
            "line": line,
            "erased_at": resolved.tombstone.erased_at if resolved.tombstone else "",
            "erased_why": resolved.tombstone.why if resolved.tombstone else "",
        },
        origin,
    )


def _write(
    form: str, shown: Citation, generation: Generation, base_url: str, headers: dict[str, str]
) -> Response:
    if form == "line":
        return PlainTextResponse(write_line(shown) + "\n", headers=headers)
    if form == "markdown":
        text = write_markdown(shown, base_url)
        return PlainTextResponse(text, media_type="text/markdown", headers=headers)
    if form == "csl":
        body = json.dumps(write_csl(shown, base_url), ensure_ascii=False)
        return Response(body, media_type="application/vnd.citationstyles.csl+json", headers=headers)
    annotation = write_annotation(shown, _report_of(shown, generation), base_url)
    body = json.dumps(annotation, ensure_ascii=False)
    return Response(body, media_type=ANNOTATION, headers=headers)


def _report_of(shown: Citation, generation: Generation) -> Report:
    """The text that a citation is a slice of: today's, or an older one that is kept."""
    holding = generation.holdings.by_id.get(shown.report.id)
    if holding is not None and holding.info.sha256 == shown.report.sha256:
        report = generation.report(holding.number)
        if report.text[shown.start : shown.end] == shown.quote:
            return report
    for past in generation.past(shown.report.sha256):
        if past.text[shown.start : shown.end] == shown.quote:
            return past
    raise NotFound(f"The text around {shown.id} is not kept. Ask for it as JSON.")
