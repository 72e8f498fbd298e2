#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every source and data file says its licence in one of its first lines."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import files, name_of, report  # noqa: E402

SUFFIXES = (".cc", ".h", ".in", ".py", ".sh", ".sql", ".cmake", ".yml", ".yaml",
            ".ts", ".tsx", ".mjs", ".js", ".css", ".html", ".service")
NAMES = {"CMakeLists.txt", "run", "test"}
LINE = "SPDX-License-Identifier: Apache-2.0"


def main():
    findings = []
    for path in files():
        if path.suffix not in SUFFIXES and path.name not in NAMES:
            continue
        if "corpus" in path.parts:  # bytes for a parser, not a source
            continue
        head = path.read_bytes()[:1000].decode("utf-8", "replace").splitlines()[:5]
        if not any(LINE in line for line in head):
            findings.append(f"{name_of(path)}: no line '{LINE}' among the first five")
    return report(findings)


sys.exit(main())
