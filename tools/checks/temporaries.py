#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No loop runs over the inside of a Result that is gone when it starts: for (x : F().value())."""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import files, name_of, report  # noqa: E402

# `.value()` and `*` of a temporary are references into it, and only the loop's own range lives on (P2718 is C++26's repair).
LOOP = re.compile(r"\bfor \([^;()]*[^:]:\s+(?:[^;]*\)\.value\(\)|\*[\w:.>-]+\()[^;]*\) *\{?$")


def main():
    findings = []
    for path in files():
        if path.suffix not in (".cc", ".h"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if LOOP.search(line):
                findings.append(f"{name_of(path)}:{number}: the Result is gone before the first round; give it a name first")
    return report(findings)


sys.exit(main())
