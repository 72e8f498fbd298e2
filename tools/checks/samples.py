#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule, mapping and outside format has its tests beside it, and no test is left alone."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from repository import ROOT, report  # noqa: E402


def pairs(folder, suffix):
    things = {path.stem for path in (ROOT / folder).glob(f"*{suffix}")}
    tests = {path.stem for path in (ROOT / folder / "tests").glob(f"*{suffix}")}
    for name in sorted(things - tests):
        yield f"{folder}/{name}{suffix}: no samples in {folder}/tests/{name}{suffix}"
    for name in sorted(tests - things):
        yield f"{folder}/tests/{name}{suffix}: samples of nothing"


def fuzz_targets():
    listed = (ROOT / "fuzz" / "CMakeLists.txt").read_text()
    for path in sorted((ROOT / "fuzz").glob("*_fuzz.cc")):
        name = path.stem.removesuffix("_fuzz")
        if f"lachan_fuzz({name} " not in listed:
            yield f"fuzz/{path.name}: not listed in fuzz/CMakeLists.txt"
        corpus = ROOT / "fuzz" / "corpus" / name
        if not corpus.is_dir() or not any(corpus.iterdir()):
            yield f"fuzz/{path.name}: no corpus in fuzz/corpus/{name}/"


sys.exit(report([*pairs("rules", ".yml"), *pairs("mappings", ".yaml"), *fuzz_targets()]))
