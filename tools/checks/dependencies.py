#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every package we install has a row in docs/dependencies.md, and every row is a package."""
import json
import re
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, report  # noqa: E402

PAGE = "docs/dependencies.md"


def debian_packages():
    text = (ROOT / "tools" / "setup.sh").read_text()
    for block in re.findall(r"^\w+_packages=\(\n(.*?)^\)", text, re.M | re.S):
        yield from block.split()
    for more in re.findall(r"_packages\+=\(([a-z][^)]*)\)", text):
        yield from more.split()


def npm_packages():
    for manifest in ("web", "web/e2e", "eventd"):
        path = ROOT / manifest / "package.json"
        if path.exists():
            package = json.loads(path.read_text())
            for group in ("dependencies", "devDependencies"):
                for name, version in package.get(group, {}).items():
                    yield manifest, name, version


def main():
    findings = []
    rows = {}
    for line in (ROOT / PAGE).read_text().splitlines():
        row = re.match(r"\| `([^`]+)` \| ([^|]*) \| ([^|]*) \| ([^|]*) \|", line)
        if row:
            rows[row[1]] = [cell.strip() for cell in row.groups()[1:]]
            if not all(rows[row[1]]):
                findings.append(f"{PAGE}: `{row[1]}` lacks its version, licence or reason")
    wanted = set(debian_packages())
    for name in sorted(wanted - set(rows)):
        findings.append(f"{PAGE}: no row for Debian package `{name}` of tools/setup.sh")
    for folder, name, version in npm_packages():
        wanted.add(name)
        if name not in rows:
            findings.append(f"{PAGE}: no row for npm package `{name}` of {folder}/package.json")
        elif rows[name][0] != version:
            findings.append(f"{PAGE}: `{name}` is {rows[name][0]} there, {version} in {folder}/package.json")
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            findings.append(f"{folder}/package.json: {name} {version}: not an exact version")
    for name in sorted(set(rows) - wanted):
        findings.append(f"{PAGE}: `{name}` is installed by nothing")
    return report(findings)


sys.exit(main())
