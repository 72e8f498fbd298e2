#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A path that a document names exists.

Looked at are link targets and what stands in backticks or code blocks and begins with a folder of
the repository, or is a file of a module (`journal/fact.h`). What a build or a run makes is left out.
"""
import re
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, files, name_of, report  # noqa: E402

MADE = ("build", "data", "web/dist", "web/node_modules", "eventd/node_modules")
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
QUOTED = re.compile(r"`([^`\n]+)`")
WORD = re.compile(r"(?<![\w/.:~-])(?:\./)?((?:[A-Za-z0-9_.+-]+/)+[A-Za-z0-9_.+*-]*)")
FOLDERS = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name not in ("build", ".git")}
MODULES = {path.name for path in (ROOT / "src").iterdir() if path.is_dir()}


def exists(base, text):
    text = text.rstrip("/.,")
    if "*" in text:
        return any(base.glob(text))
    return (base / text).exists() or (base / f"{text}.cc").exists()  # a program by its target


def paths_in(text):
    """(text of the path, folder it starts from) of what looks like one of our paths."""
    for word in WORD.findall(text):
        first = word.split("/")[0]
        if word.startswith(MADE):
            continue
        if first in FOLDERS:
            yield word, ROOT
        elif first in MODULES and re.search(r"\.(h|cc|sql)$", word):
            yield word, ROOT / "src"


def main():
    findings = []
    for path in files(".md"):
        fenced = False
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if line.startswith("```"):
                fenced = not fenced
            where = f"{name_of(path)}:{number}"
            for target in LINK.findall(line):
                if not re.match(r"[a-z]+:", target) and not exists(path.parent, target):
                    findings.append(f"{where}: link to '{target}', which does not exist")
            pieces = [line] if fenced or line.startswith("    ") else QUOTED.findall(line)
            for piece in pieces:
                if re.search(r"[<>{}…]|NNNN", piece) and not fenced:
                    continue
                for word, base in paths_in(piece):
                    if not exists(base, word) and not exists(path.parent, word):
                        findings.append(f"{where}: names '{word}', which does not exist")
    return report(findings)


sys.exit(main())
