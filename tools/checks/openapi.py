#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The API's description that the console's types come from is the program's."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, program_output, report  # noqa: E402


def differences(ours, theirs, where=""):
    """Places in which two JSON values differ; the order of members does not count."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(set(ours) | set(theirs)):
            place = f"{where}/{key}"
            if key not in ours:
                yield f"{place}: only the program has it"
            elif key not in theirs:
                yield f"{place}: only web/src/api/openapi.json has it"
            else:
                yield from differences(ours[key], theirs[key], place)
    elif ours != theirs:
        yield f"{where}: {json.dumps(ours)[:80]} in web/src/api/openapi.json, {json.dumps(theirs)[:80]} now"


def main():
    path = ROOT / "web" / "src" / "api" / "openapi.json"
    if not path.exists():
        return report(["web/src/api/openapi.json is missing: npm run types makes it"])
    ours, theirs = json.loads(path.read_text()), json.loads(program_output("openapi"))
    for document in (ours, theirs):  # a new version of the program is no new API
        document["info"].pop("version", None)
    findings = list(differences(ours, theirs))
    if findings:
        findings.append("mend with: npm run types --prefix web -- ../build/release/src/app/lachan")
    return report(findings)


sys.exit(main())
