"""What a process that reads or draws a stranger's file gives up first: memory, network, tracing.

Each holds where the system has it, and docs/ingest.md says where; a file that takes a reader over
finds the rights of its user on files, and no way out.
"""

from __future__ import annotations

import errno
import sys
from pathlib import Path

MAX_FILE_BYTES = 2**30  # of what it writes: pictures of pages for tesseract
MAX_OPEN_FILES = 256
# Calls that reading a file has no use for: to the network, to other processes, to the kernel.
REFUSED = (
    "socket io_uring_setup ptrace process_vm_readv process_vm_writev bpf perf_event_open"
    " userfaultfd unshare setns mount umount2 keyctl add_key request_key"
).split()


def confine(memory_bytes: int) -> None:
    """Gives up all that can be given up, for this process and those that it starts."""
    _limit_resources(memory_bytes)
    if sys.platform == "linux":
        _refuse_calls()


def _limit_resources(memory_bytes: int) -> None:
    """Lets the process take as much memory again beside what it has for its own code."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit stands there
        return
    own = 0
    if Path("/proc/self/statm").exists():
        own = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, most in (
        (resource.RLIMIT_AS, own + memory_bytes),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, MAX_FILE_BYTES),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
    ):
        hard = resource.getrlimit(limit)[1]
        soft = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(limit, (soft, hard))
        except ValueError:  # macOS knows the limit of memory but sets none
            continue


def _refuse_calls() -> None:
    """A filter in the kernel; none where libseccomp is not installed or filters are not allowed."""
    try:
        import pyseccomp

        calls = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
        calls.set_attr(pyseccomp.Attr.CTL_TSYNC, 1)  # for threads that libraries have started
        for call in REFUSED:
            calls.add_rule(pyseccomp.ERRNO(errno.EPERM), call)
        calls.load()
    except (ImportError, OSError, RuntimeError, ValueError):
        return
