#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The module table of ARCHITECTURE.md is what tools/module_table.py writes."""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import module_table  # noqa: E402

sys.exit(module_table.main(["--check"]))
