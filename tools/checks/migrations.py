#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every migration in the folder is listed in CMake, in order, each number once."""
import re
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, report  # noqa: E402


def main():
    folder = ROOT / "src" / "state_sql"
    block = re.search(r"set\(LACHAN_MIGRATIONS(.*?)\)", (folder / "CMakeLists.txt").read_text(), re.S)
    listed = re.findall(r"\S+\.sql", block[1]) if block else []
    there = {path.name for path in (folder / "migrations").glob("*.sql")}
    findings = [f"src/state_sql/migrations/{name}: not listed in src/state_sql/CMakeLists.txt"
                for name in sorted(there - set(listed))]
    findings += [f"src/state_sql/CMakeLists.txt: lists {name}, which is not there"
                 for name in sorted(set(listed) - there)]
    numbers = [name.split("_")[0] for name in listed]
    for before, after in zip(numbers, numbers[1:]):
        if int(after) <= int(before):
            findings.append(f"src/state_sql/CMakeLists.txt: migration {after} after {before}")
    return report(findings)


sys.exit(main())
