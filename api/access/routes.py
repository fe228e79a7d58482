"""Signing in and out; who is not signed in is led here and, once they are, back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access.openid import Begun, OpenId, SignInFailed
from api.access.rights import Reader
from api.access.sessions import COOKIE, Sessions
from api.problems import NotFound, problem
from api.rendering.templates import origin_of, render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

BEGUN = "pincite_sign_in"  # the cookie of a sign-in on its way
BEGUN_LASTS_S = 600
BACK = "/sign-in/back"


def _openid(request: Request) -> OpenId:
    if not isinstance(openid := request.app.state.openid, OpenId):
        raise NotFound("Nobody signs in here.")
    return openid


def _sessions(request: Request) -> Sessions:
    if not isinstance(sessions := request.app.state.sessions, Sessions):
        raise NotFound("Nobody signs in here.")
    return sessions


OpenIdDep = Annotated[OpenId, Depends(_openid)]
SessionsDep = Annotated[Sessions, Depends(_sessions)]


@router.get("/sign-in")
def sign_in(
    request: Request,
    openid: OpenIdDep,
    sessions: SessionsDep,
    to: Annotated[str, Query(max_length=8000)] = "/",
) -> Response:
    """To the provider, and from there back to the page that was asked for."""
    try:
        address, begun = openid.begin(origin_of(request) + BACK)
    except SignInFailed as error:
        return problem(502, f"Signing in is not possible now. {error}", request)
    led = RedirectResponse(address, 303)
    kept = {**asdict(begun), "to": to if is_own(to) else "/"}
    _keep(request, led, BEGUN, sessions.seal("sign-in", kept, BEGUN_LASTS_S), BEGUN_LASTS_S)
    return led


@router.get(BACK)
def back(
    request: Request,
    openid: OpenIdDep,
    sessions: SessionsDep,
    state: str = "",
    code: str = "",
    error: str = "",
) -> Response:
    """Begins a session for who comes back from the provider with what this browser was sent with."""
    kept = sessions.unseal("sign-in", request.cookies.get(BEGUN, ""))
    if kept is None:
        return _refuse(request, "It took too long, or was begun in another browser.")
    begun = Begun(str(kept["state"]), str(kept["nonce"]), str(kept["verifier"]))
    try:
        if error or not code:
            raise SignInFailed(f"The provider says {error[:100] or 'nothing'}.")
        reader = openid.finish(origin_of(request) + BACK, begun, state, code)
    except SignInFailed as failed:
        return _refuse(request, str(failed))
    request.state.key = reader.called
    led = RedirectResponse(str(kept["to"]), 303)
    led.delete_cookie(BEGUN, path=_path(request))
    known = reader.groups & request.app.state.groups_named  # a cookie holds 4,000 letters
    holder = Reader(reader.name, "user", frozenset(known))
    _keep(request, led, COOKIE, sessions.begin(holder), sessions.lasts_s)
    return led


@router.post("/sign-out")
def sign_out(request: Request, sessions: SessionsDep) -> Response:
    """Ends every session of the reader, on this browser and elsewhere."""
    reader: Reader = request.state.reader
    if reader.by != "user":
        raise NotFound("Only who signed in can sign out.")
    sessions.end_all(reader.name)
    led = RedirectResponse("/signed-out", 303)
    led.delete_cookie(COOKIE, path=_path(request))
    return led


@router.get("/signed-out")
def signed_out(request: Request, sessions: SessionsDep) -> HTMLResponse:
    return render(request, "signed_out.html", {})


def is_own(address: str) -> bool:
    """Whether an address is a path of this server: "//elsewhere" and "/\\elsewhere" are not."""
    plain = address.isprintable() and not any(letter in address for letter in "\\ ")
    return plain and address.startswith("/") and not address.startswith("//")


def _refuse(request: Request, why: str) -> Response:
    again = f"{request.state.base}/sign-in"
    refused = problem(403, f"You could not be signed in. {why} Try again: {again}", request)
    refused.delete_cookie(BEGUN, path=_path(request))
    return refused


def _keep(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    """A cookie that scripts do not see and other sites' forms do not send."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=_path(request),
        secure=secure,
        httponly=True,
        samesite="lax",
    )


def _path(request: Request) -> str:
    """Of a cookie: other sites of the same host do not get it."""
    return str(request.state.base) or "/"
