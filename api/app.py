"""The web server: one application over its collections. Each file of routes says what it serves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from api.access import routes as signing
from api.access.openid import OpenId
from api.access.sessions import Sessions
from api.audit import Audit
from api.briefing import kept_routes
from api.briefing import routes as briefing
from api.collections import Collections, only
from api.etags import release
from api.middleware import metrics
from api.middleware.admission import Admission
from api.middleware.audit_requests import REFUSALS_A_MINUTE
from api.middleware.base_path import BasePath
from api.middleware.body_limit import BodyLimit
from api.middleware.envelope import Envelope
from api.middleware.head_requests import Heads
from api.middleware.lanes import lay_lanes
from api.middleware.metrics import Metrics
from api.middleware.query_log import QueryLog
from api.middleware.rate_limit import RateLimit
from api.middleware.turns import Turns
from api.news import feeds, saved
from api.pages import basket, downloads, feedback, grades, home, suggestions
from api.pages import citations as citation_pages
from api.pages import library as library_page
from api.pages import reports as report_pages
from api.pages import uploads as upload_page
from api.pages.across import matrix as matrix_page
from api.pages.across import trend as trend_page
from api.pages.held import correcting, information, removing, report_list
from api.problems import add_problem_handlers
from api.readiness import Readiness
from api.records import Records
from api.rendering.templates import WEB
from api.settings import Settings
from api.shapes.examples import Node
from api.v1 import (
    audit,
    citations,
    docs_page,
    health,
    judgements,
    managing,
    questions,
    reports,
    uploads,
)
from api.v1 import collections as collection_routes
from api.v1 import matrix as matrix_routes
from api.v1 import trend as trend_routes
from api.v1.openapi import HEADERS, describe
from search.library import Library

MAX_BODY_BYTES = 2**20  # of a request that is not an upload: a hundred long questions
GZIP_FROM_BYTES = 1000


def build_app(library: Library, settings: Settings | None = None) -> FastAPI:
    """The application over one library, which a key or none opens."""
    return build_server(only(library), settings or Settings())


def build_server(collections: Collections, settings: Settings) -> FastAPI:
    """The application, ready for uvicorn; closes nothing of the libraries."""
    readiness = Readiness(collections.libraries)
    sign_in = settings.sign_in
    sessions = Sessions(sign_in.sessions, sign_in.hours) if sign_in else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await run_in_threadpool(readiness.look)
        readiness.start()
        collections.resume()
        loop = asyncio.get_running_loop()
        lane = app.state.lanes.questions
        collections.give_turns(lambda: lane.turn_of_thread("matrices", loop))
        with ExitStack() as following:
            for library in collections.libraries:
                following.enter_context(library.followed())
            yield
        readiness.stop()
        await run_in_threadpool(collections.stop)

    app = FastAPI(
        title="Pincite",
        version=release(),
        lifespan=lifespan,
        openapi_url=None,  # docs_page serves it
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,  # what generated clients call it
    )
    app.state.collections = collections
    app.state.sessions = sessions
    app.state.openid = OpenId(sign_in) if sign_in else None
    app.state.settings = settings
    app.state.readiness = readiness
    app.state.every_page = {"contact": settings.contact}
    app.state.metrics = Metrics()
    app.state.rate_limit = RateLimit(settings.rate_per_minute) if settings.rate_per_minute else None
    app.state.query_log = (
        QueryLog(settings.query_log, with_text=settings.query_log_text)
        if settings.query_log
        else None
    )
    app.state.records = (
        Records(keep_generations=settings.record == "generations", most_mb=settings.record_mb)
        if settings.record != "no"
        else None
    )
    app.state.audit = Audit(settings.audit) if settings.audit else None
    app.state.groups_named = collections.names
    app.state.refusals = RateLimit(REFUSALS_A_MINUTE)
    app.state.lanes = lay_lanes()
    for part in (
        questions, citations, reports, judgements, health, metrics, docs_page,
        home, citation_pages, report_pages, library_page, grades, basket, briefing, downloads, feeds,
        saved, suggestions, feedback, upload_page, uploads, matrix_routes, trend_routes, matrix_page,
        trend_page, report_list, correcting, removing, managing, information, signing, collection_routes,
        audit,
    ):  # fmt: skip
        app.include_router(part.router)
    app.include_router(kept_routes.router)
    app.include_router(kept_routes.pages)
    app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    app.mount("/docs/files", docs_page.swagger_files(), name="docs")
    add_problem_handlers(app)
    _describe_once(app, keys=settings.keys is not None)
    app.add_middleware(Heads)
    app.add_middleware(GZipMiddleware, minimum_size=GZIP_FROM_BYTES, compresslevel=5)
    app.add_middleware(Turns, lanes=app.state.lanes)
    app.add_middleware(
        BodyLimit,
        most=MAX_BODY_BYTES,
        uploads=("/v1/reports", "/upload"),
        most_uploaded=settings.max_upload_mb * 2**20,
    )
    app.add_middleware(
        Admission,
        settings=settings,
        limit=app.state.rate_limit,
        collections=collections,
        sessions=sessions,
    )
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "If-None-Match", "X-Request-ID"],
            expose_headers=["ETag", "Retry-After", *(h for h in HEADERS if h.startswith("X-"))],
        )
    app.add_middleware(BasePath, base=settings.base_path)
    app.add_middleware(Envelope, metrics=app.state.metrics, json_logs=settings.json_logs)
    return app


def _describe_once(app: FastAPI, *, keys: bool) -> None:
    def described() -> dict[str, Node]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app, keys=keys)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend it
