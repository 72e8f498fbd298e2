#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/settings.md is what the program prints."""
import difflib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, program_output, report  # noqa: E402


def main():
    page = ROOT / "docs" / "settings.md"
    differences = list(difflib.unified_diff(
        page.read_text().splitlines(), program_output("settings", "--markdown").splitlines(),
        "docs/settings.md", "lachan settings --markdown", lineterm="", n=0))
    if differences:
        differences.append("mend with: build/release/src/app/lachan settings --markdown >docs/settings.md")
    return report(differences)


sys.exit(main())
