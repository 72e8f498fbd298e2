#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the names of registers, fields and choices, and the messages about wrong values, as a C++
table: label_table.py OUTPUT FILE... The console's texts (web/src/i18n) are their one source."""
import re
import sys

LINE = re.compile(
    r"^  '((?:entity|field|choice|invalid)\.[A-Za-z0-9_.-]+)': "
    r"\['((?:[^'\\]|\\.)*)', '((?:[^'\\]|\\.)*)'\],?\s*$", re.M)


def cpp(text):
    text = re.sub(r"\\(.)", r"\1", text)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    rows = {}
    for path in sys.argv[2:]:
        with open(path, encoding="utf-8") as file:
            for key, vi, en in LINE.findall(file.read()):
                rows[key] = (vi, en)
    if len(rows) < 100:
        sys.exit("label_table.py: the texts were not found")
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write('#include "labels/labels.h"\nnamespace lachan::labels::internal {\n')
        out.write("const Entry kEntries[] = {\n")
        for key in sorted(rows, key=lambda k: k.encode()):
            out.write(f"    {{{cpp(key)}, {cpp(rows[key][0])}, {cpp(rows[key][1])}}},\n")
        out.write(f"}};\nconst std::size_t kEntryCount = {len(rows)};\n}}\n")


main()
