#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/settings.md and docs/operations/senders.md are what the program prints."""
import difflib
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, program_output, report  # noqa: E402

PAGES = {
    "docs/settings.md": ("settings", "--markdown"),
    "docs/operations/senders.md": ("sources", "guide", "--markdown"),
}


def main():
    differences = []
    for name, command in PAGES.items():
        page = ROOT / name
        kept = page.read_text().splitlines() if page.exists() else []
        found = list(difflib.unified_diff(kept, program_output(*command).splitlines(), name,
                                          f"lachan {' '.join(command)}", lineterm="", n=0))
        if found:
            found.append(f"mend with: build/release/src/app/lachan {' '.join(command)} >{name}")
        differences += found
    return report(differences)


sys.exit(main())
