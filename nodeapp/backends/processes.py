"""Processes of the system, as far as it tells of them."""

import subprocess
import sys
from pathlib import Path

_KIB = 1_024
_PS_SECONDS = 5.0


def resident_bytes(pid: int) -> int | None:
    """How much of the machine's memory a process holds now; None where that cannot be told, or it is gone."""
    if sys.platform == "linux":
        return _by_proc(pid)
    return _by_windows(pid) if sys.platform == "win32" else _by_ps(pid)


def _by_proc(pid: int) -> int | None:
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    told = next((line for line in lines if line.startswith("VmRSS:")), None)
    return None if told is None else int(told.split()[1]) * _KIB


def _by_ps(pid: int) -> int | None:
    command = ["/bin/ps", "-o", "rss=", "-p", str(pid)]
    try:
        told = subprocess.run(command, capture_output=True, timeout=_PS_SECONDS, check=False).stdout  # noqa: S603 (fixed words)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return int(told) * _KIB if told.strip().isdigit() else None


def _by_windows(pid: int) -> int | None:
    if sys.platform != "win32":
        return None
    import ctypes  # noqa: PLC0415 (Windows only)
    from ctypes import wintypes  # noqa: PLC0415 (Windows only)

    class Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in ("peak", "working_set", "a", "b", "c", "d", "pagefile", "peak_pagefile")
            ),
        )

    query_and_read = 0x0410
    handle = ctypes.windll.kernel32.OpenProcess(query_and_read, False, pid)
    if not handle:
        return None
    counters = Counters()
    counters.cb = ctypes.sizeof(counters)
    try:
        found = ctypes.windll.psapi.GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.cb)
    finally:
        ctypes.windll.kernel32.CloseHandle(handle)
    return int(counters.working_set) if found else None
