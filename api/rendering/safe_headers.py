"""What a browser may do with what leaves the server: nothing of it reaches or loads from elsewhere."""

from __future__ import annotations

POLICY = "Content-Security-Policy"
_NOTHING = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_OWN = f"{_NOTHING}; script-src 'self'; connect-src 'self'"

# What every answer carries; a page runs and shows our own files alone.
SAFE_HEADERS = {
    POLICY: f"{_OWN}; style-src 'self'; img-src 'self'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
# Swagger UI sets styles from scripts and draws its icons from data: addresses.
DOCS_HEADERS = {
    POLICY: f"{_OWN}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self';"
    " form-action 'none'"
}
# The file of a report is a stranger's: even where it is opened it runs nothing.
FILE_HEADERS = {POLICY: "sandbox; default-src 'none'"}
