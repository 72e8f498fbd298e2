#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the declared module graph against the includes. Exit 1 and a line a finding when they differ.

Usage: check_modules.py SRC_DIR MODULES_FILE   (modules.txt is written by cmake/LachanModule.cmake)
"""
import pathlib
import re
import sys

SEES = {  # kind -> kinds it may include
    "pure": {"pure"},
    "service": {"pure", "service"},
    "adapter": {"pure", "service"},
    "edge": {"pure", "service"},
    "app": {"pure", "service", "adapter", "edge", "app"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([a-z0-9_]+)/[^"]+"')
# A pure module takes everything as arguments (no clock, file, thread or socket).
IMPURE = re.compile(r"system_clock::now|steady_clock::now|std::thread|std::jthread|std::ifstream|"
                    r"std::ofstream|::socket\(|\bfopen\(|getenv\(")


def main() -> int:
    src = pathlib.Path(sys.argv[1])
    modules, problems = {}, []
    for line in pathlib.Path(sys.argv[2]).read_text().splitlines():
        name, kind, depends, test_depends = line.split("|")
        if kind not in SEES:
            problems.append(f"{name}: unknown kind '{kind}'")
            continue
        modules[name] = (kind, set(filter(None, depends.split(","))), set(filter(None, test_depends.split(","))))

    for folder in sorted(p for p in src.iterdir() if p.is_dir()):
        if folder.name not in modules:
            problems.append(f"src/{folder.name}: a folder without a lachan_module() call")

    for name, (kind, depends, test_depends) in modules.items():
        used = set()
        for path in sorted((src / name).rglob("*")):
            if path.suffix not in (".h", ".cc"):
                continue
            is_test = path.stem.endswith("_test") or path.stem.startswith("testing")
            for number, text in enumerate(path.read_text().splitlines(), 1):
                if kind == "pure" and not is_test and IMPURE.search(text) and not text.lstrip().startswith("//"):
                    problems.append(f"{path}:{number}: pure module '{name}' names a clock, file, thread or socket")
                match = INCLUDE.match(text)
                if not match or match[1] == name or match[1] not in modules:
                    continue
                other = match[1]
                if is_test:
                    if other not in depends | test_depends:
                        problems.append(f"{path}:{number}: test includes '{other}', not in DEPENDS or TEST_DEPENDS")
                    continue
                used.add(other)
                if other not in depends:
                    problems.append(f"{path}:{number}: '{name}' includes '{other}' but does not declare it")
                if modules[other][0] not in SEES[kind]:
                    problems.append(f"{path}:{number}: {kind} '{name}' may not see {modules[other][0]} '{other}'")
        for other in sorted(depends - used):
            problems.append(f"{name}: declares '{other}' but never includes it")

    def cycle(start):
        stack, seen = [(start, [start])], set()
        while stack:
            node, path = stack.pop()
            for other in modules.get(node, (None, set()))[1]:
                if other == start:
                    return path + [start]
                if other not in seen:
                    seen.add(other)
                    stack.append((other, path + [other]))
        return None

    for name in modules:
        found = cycle(name)
        if found:
            problems.append("cycle: " + " -> ".join(found))
            break

    for problem in problems:
        print(f"module graph: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
