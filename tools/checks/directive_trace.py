#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""No clause without an obligation or a reason, no duty without its cases.

For every directive: each clause has an obligation or `none`; each duty that can be measured has the
cases met, late, not_applicable, second_before and second_after in tests/directives/<id>. Prints the
matrix. A duty that cannot be late in one of these ways says so in NOT_POSSIBLE, with the reason.
"""
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, report  # noqa: E402

NEEDED = ["met", "late", "not_applicable", "second_before", "second_after"]
SHORT = {"met": "M", "late": "L", "not_applicable": "N", "second_before": "<", "second_after": ">"}

# What a case of the name must see.
MEANS = {
    "met": {"met", "due_soon"},
    "late": {"met_late"},
    "not_applicable": {"not_applicable"},
    "second_before": {"due_soon", "open", "met", "not_measured"},
    "second_after": {"overdue", "met_late", "not_measured"},
}

# Part → {case: reason}.
NOT_POSSIBLE = {}


def duties_of(text):
    """Obligation, part, whether it can be measured, in the order of the file."""
    obligation, part, measured, rows = None, None, True, []
    for line in text.splitlines():
        if match := re.match(r"  - id: (\S+)", line):
            obligation = match[1] if match[1].startswith("OB-") or obligation else None
            head = match[1]
        if re.match(r"obligations:", line):
            obligation = ""
        if match := re.match(r"      - id: (\S+)", line):
            part = match[1]
            rows.append([head, part, True])
        elif re.match(r"        measured: not_measurable", line) and rows:
            rows[-1][2] = False
    return rows


def clauses_of(text, obligations):
    ids = re.findall(r'- (?:\{)?id: "([^"]+)"', text)
    with_reason = set()
    for match in re.finditer(r'  - id: "([^"]+)"\n(?:    .*\n)*?    none:', text):
        with_reason.add(match[1])
    served = {}
    current = None
    for line in obligations.splitlines():
        if match := re.match(r"  - id: (OB-\S+)", line):
            current = match[1]
        elif match := re.match(r'    clause: "([^"]+)"', line):
            served.setdefault(match[1], []).append(current)
        elif match := re.match(r"    also_clauses: \[(.*)\]", line):
            for clause in re.findall(r'"([^"]+)"', match[1]):
                served.setdefault(clause, []).append(current)
    return [(clause, served.get(clause, []), clause in with_reason) for clause in ids]


def cases_of(folder):
    """Part → names of the cases that expect something of it."""
    cases = {}
    for path in sorted(folder.glob("*.case")):
        name = None
        for line in path.read_text().splitlines():
            words = line.split("#")[0].split()
            if len(words) == 2 and words[0] == "case":
                name = words[1]
            elif len(words) >= 3 and words[0] in ("expect", "expect_clock"):
                if name not in MEANS or words[2] in MEANS[name]:
                    cases.setdefault(words[1], set()).add(name)
    return cases


def check(folder, findings):
    obligations = (folder / "obligations.yaml").read_text()
    cases = cases_of(ROOT / "tests" / "directives" / folder.name)
    for clause, served, has_reason in clauses_of((folder / "clauses.yaml").read_text(), obligations):
        print(f"{clause:<8} {' '.join(served) if served else '– a reason is given' if has_reason else '– NOTHING'}")
        if bool(served) == has_reason:
            findings.append(f"{folder.name}: clause {clause} needs an obligation or a reason, not both")
    print()
    print(f"{'duty':<22} cases (M met, L late, N not applicable, < > one second either side)")
    for obligation, part, measured in duties_of(obligations):
        names = cases.get(part, set())
        if not measured:
            print(f"{part:<22} not measurable, a reason is given")
            continue
        excused = NOT_POSSIBLE.get(part, {})
        marks = "".join(SHORT[n] if n in names else "-" if n in excused else "." for n in NEEDED)
        print(f"{part:<22} {marks}  {len(names)} cases")
        for name in NEEDED:
            if name not in names and name not in excused:
                findings.append(f"tests/directives/{folder.name}/{obligation}.case: {part} lacks the case {name}")
            if name in names and name in excused:
                findings.append(f"{part}: the case {name} is there; take it out of NOT_POSSIBLE")
    print()


def main():
    findings = []
    for folder in sorted((ROOT / "directives").iterdir()):
        if folder.is_dir():
            check(folder, findings)
    return report(findings)


if __name__ == "__main__":
    sys.exit(main())
