#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The project speaks of itself only: no machine, tracker or person of wherever it was written."""
import re
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, files, name_of, report  # noqa: E402

WORDS = re.compile(r"/work/|\bfarm-|\bCEO\b|\bLLM\b|\bissue #\d|/tmp/brief|/home/\w+/")
SKIPPED = {"package-lock.json"}


def main():
    findings = []
    here = pathlib.Path(__file__).resolve()
    for path in files():
        if path.name in SKIPPED or path == here or "corpus" in path.parts:
            continue
        data = path.read_bytes()
        if b"\0" in data[:4000]:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            found = WORDS.search(line)
            if found:
                findings.append(f"{name_of(path)}:{number}: '{found[0]}'")
    return report(findings)


sys.exit(main())
