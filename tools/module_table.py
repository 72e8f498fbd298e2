#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the module table of ARCHITECTURE.md between its markers.

Usage: module_table.py [--check]     (--check: changes nothing, exit 1 when the table is another)

Kind and dependencies come from the lachan_module() calls, the order from src/CMakeLists.txt, the
text from the first sentence of the module's README.md.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "ARCHITECTURE.md"
BEGIN, END = "<!-- modules: tools/module_table.py -->", "<!-- /modules -->"
WORDS = {"KIND", "LIGHT", "DEPENDS", "LIBRARIES", "SOURCES", "TESTS", "TEST_DEPENDS",
         "TEST_ENVIRONMENT"}
KIND_WORD = re.compile(r"^(Pure|Service|Adapter|Edge|App)\. ")


def arguments(cmake):
    """The lachan_module() call as {word: values}."""
    text = re.sub(r"#[^\n]*", "", cmake)
    call = re.search(r"lachan_module\(([^)]*)\)", text)
    found, word = {}, "NAME"
    for token in call[1].split():
        if token in WORDS:
            word = token
        else:
            found.setdefault(word, []).append(token)
    return found


def first_sentence(readme):
    """What the module is for; links lose their targets, the kind is said in its own column."""
    if not readme.exists():
        return None
    paragraphs = [p for p in readme.read_text().split("\n\n") if p and not p.startswith("#")]
    if not paragraphs:
        return None
    text = KIND_WORD.sub("", " ".join(paragraphs[0].split()))
    sentence = re.match(r".*?\.(?= |$)", text)
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", sentence[0] if sentence else text).rstrip(".:")


def table():
    """(text, findings)"""
    findings = []
    rows = ["| module | kind | what it is for | sees |", "|---|---|---|---|"]
    order = re.search(r"IN ITEMS(.*?)\)", (ROOT / "src" / "CMakeLists.txt").read_text(), re.S)[1].split()
    for name in order:
        cmake = ROOT / "src" / name / "CMakeLists.txt"
        if not cmake.exists():
            continue
        call = arguments(cmake.read_text())
        text = first_sentence(ROOT / "src" / name / "README.md")
        if text is None:
            findings.append(f"src/{name}/README.md: missing, or without a first sentence")
        sees = "all" if call["KIND"] == ["app"] else ", ".join(sorted(call.get("DEPENDS", [])))
        rows.append(f"| [{name}](src/{name}) | {call['KIND'][0]} | {text} | {sees or '–'} |")
    return "\n".join(rows), findings


def main(argv):
    text, findings = table()
    page = PAGE.read_text()
    before, found, rest = page.partition(BEGIN)
    _, closed, after = rest.partition(END)
    if not found or not closed:
        print(f"ARCHITECTURE.md: no markers {BEGIN} … {END}")
        return 1
    wanted = f"{before}{BEGIN}\n{text}\n{END}{after}"
    if "--check" not in argv:
        PAGE.write_text(wanted)
    elif wanted != page:
        findings.append("ARCHITECTURE.md: the module table is another: run tools/module_table.py")
    for finding in findings:
        print(finding)
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
