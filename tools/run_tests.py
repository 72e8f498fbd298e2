#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the test suites and counts them together.

Usage: run_tests.py [unit] [checks] [web] [scenario] [e2e]      (all when none is named)

Prints a line a test program, the output of what failed, and at the end `N passed, N failed`.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "release"
LOGS = BUILD / "test-logs"


class Outcome:
    """Counts of one program; `output` is shown when something failed."""

    def __init__(self, name, passed=0, failed=0, skipped=0, output="", reasons=()):
        self.name, self.passed, self.failed, self.skipped = name, passed, failed, skipped
        self.output, self.reasons = output, list(reasons)


def run(command, timeout, env=None, cwd=ROOT):
    """(exit status, output); a program over its time counts as failed."""
    try:
        done = subprocess.run(command, cwd=cwd, env={**os.environ, **(env or {})}, timeout=timeout,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        text = (error.stdout or b"").decode("utf-8", "replace")
        return 124, f"{text}\nended: longer than {timeout} s\n"


# How gtest names a case that failed, in its line and not in the list at the end.
FAILED_GTEST = r"\[  FAILED  \] (\S+?),? (?:where .*)?\(\d+ ms\)"


def gtest(name, command, env):
    status, output = run(command, 900, env)
    skipped = len(re.findall(r"^\[  SKIPPED \] \S+ \(", output, re.M))
    failed = len(set(re.findall(f"^{FAILED_GTEST}$", output, re.M)))
    passed = len(re.findall(r"^\[       OK \] ", output, re.M))
    if status != 0 and failed == 0:
        failed = 1  # crashed, or timed out
    reasons = re.findall(r"skipped: .*", output)
    return Outcome(name, passed, failed, skipped, output, reasons)


def unit():
    listing = json.loads(subprocess.check_output(
        ["ctest", "--test-dir", BUILD, "--show-only=json-v1"]).decode())
    jobs = []
    for test in listing["tests"]:
        properties = {p["name"]: p["value"] for p in test.get("properties", [])}
        env = dict(e.split("=", 1) for e in properties.get("ENVIRONMENT", []))
        command = test.get("command", [])
        if command and command[0].endswith("_test") and len(command) == 1:
            jobs.append((gtest, test["name"], command, env))
        else:
            jobs.append((by_ctest, test["name"], None, None))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for done in concurrent.futures.as_completed(
                [pool.submit(f, name, command, env) for f, name, command, env in jobs]):
            yield done.result()


def by_ctest(name, _command, _env):
    status, output = run(["ctest", "--test-dir", BUILD, "-R", f"^{re.escape(name)}$",
                          "--output-on-failure"], 900)
    return Outcome(name, int(status == 0), int(status != 0), 0, output)


def checks():
    for script in sorted((ROOT / "tools" / "checks").glob("*")):
        if script.suffix not in (".py", ".sh"):
            continue
        command = ["python3", script] if script.suffix == ".py" else ["bash", script]
        status, output = run(command, 300)
        yield Outcome(f"check {script.stem}", int(status == 0), int(status != 0), 0, output)


def web():
    report = LOGS / "vitest.json"
    report.unlink(missing_ok=True)
    for name, command in (("types", ["npx", "tsc", "--noEmit"]), ("rules", ["npm", "run", "-s", "check"])):
        status, output = run(command, 300, cwd=ROOT / "web")
        yield Outcome(f"console {name}", int(status == 0), int(status != 0), 0, output)
    status, output = run(["npx", "vitest", "run", "--reporter=default", "--reporter=json",
                          f"--outputFile.json={report}"], 300, cwd=ROOT / "web")
    if report.exists():
        counts = json.loads(report.read_text())
        yield Outcome("console unit", counts["numPassedTests"], counts["numFailedTests"],
                      counts["numPendingTests"], output)
    else:
        yield Outcome("console unit", 0, 1, 0, output)


def scenario():
    folder = ROOT / "tests" / "scenario"
    for path in sorted(folder.glob("test_*.py")):
        status, output = run(["python3", "-m", "unittest", "-v", path.stem], 1200,
                             {"LACHAN_BINARY": str(BUILD), "LACHAN_SOURCE": str(ROOT),
                              "PYTHONDONTWRITEBYTECODE": "1"}, folder)
        ran = re.search(r"^Ran (\d+) tests?", output, re.M)
        bad = sum(int(n) for n in re.findall(r"(?:failures|errors)=(\d+)", output))
        skipped = sum(int(n) for n in re.findall(r"skipped=(\d+)", output))
        total = int(ran[1]) if ran else 0
        if status != 0 and bad == 0:
            bad = 1
        yield Outcome(f"scenario {path.stem}", max(0, total - bad - skipped), bad, skipped, output,
                      re.findall(r"skipped ['\"](.*)['\"]", output))


def e2e():
    folder = ROOT / "web" / "e2e"
    if not (folder / "package.json").exists():
        return
    lock = folder / "node_modules" / ".lachan-lock"
    if not lock.exists() or lock.read_bytes() != (folder / "package-lock.json").read_bytes():
        status, output = run(["npm", "ci", "--no-audit", "--no-fund"], 600, cwd=folder)
        if status != 0:
            yield Outcome("e2e set-up", 0, 1, 0, output)
            return
        lock.write_bytes((folder / "package-lock.json").read_bytes())
    status, output = run(["node", "--test", "--test-reporter=tap", "journeys.test.mjs"], 1200,
                         {"LACHAN_BINARY": str(BUILD), "LACHAN_SOURCE": str(ROOT)}, folder)
    def count(word):
        found = re.search(rf"^# {word} (\d+)", output, re.M)
        return int(found[1]) if found else 0
    failed = count("fail") + count("cancelled")
    if status != 0 and failed == 0:
        failed = 1
    yield Outcome("browser journeys", count("pass"), failed, count("skipped"), output)


# How the runners name a case that failed: TAP, gtest, unittest, vitest.
FAILING = re.compile(rf"^(?:not ok \d+ - (.+)|{FAILED_GTEST}|"
                     r"(?:FAIL|ERROR): (\S+ \(.*\))| FAIL  (.+))$", re.M)


def failing_cases(output):
    return list(dict.fromkeys(next(filter(None, found.groups())) for found in FAILING.finditer(output)))


def failing_part(output, limit=8000):
    """What to read first: around each failing case, or the end when none is named."""
    found = [m.start() for m in FAILING.finditer(output)]
    if not found or len(output) <= limit:
        return output[-limit:]
    each = limit // min(len(found), 4)
    return "\n[…]\n".join(output[max(0, at - each // 2):at + each // 2] for at in found[:4])


# What people want to read also when nothing is wrong: which clause leads where, which duty has which cases.
SHOWN = {"check directive_trace"}
SUITES = {"checks": checks, "unit": unit, "web": web, "scenario": scenario, "e2e": e2e}


def main():
    wanted = sys.argv[1:] or list(SUITES)
    unknown = [name for name in wanted if name not in SUITES]
    if unknown:
        sys.exit(f"test: no suite {', '.join(unknown)}; there are {', '.join(SUITES)}")
    LOGS.mkdir(parents=True, exist_ok=True)
    passed = failed = skipped = 0
    broken = []
    for suite in wanted:
        begun = time.monotonic()
        for outcome in SUITES[suite]():
            (LOGS / (re.sub(r"\W+", "_", outcome.name) + ".log")).write_text(outcome.output)
            passed, failed, skipped = (passed + outcome.passed, failed + outcome.failed,
                                       skipped + outcome.skipped)
            mark = "FAIL" if outcome.failed else "ok  "
            print(f"{mark} {outcome.name}: {outcome.passed} passed"
                  + (f", {outcome.failed} failed" if outcome.failed else "")
                  + (f", {outcome.skipped} skipped" if outcome.skipped else ""), flush=True)
            if outcome.name in SHOWN:
                print("".join(f"       {line}\n" for line in outcome.output.splitlines()), end="")
            for reason in sorted(set(outcome.reasons)):
                print(f"       {reason}")
            if outcome.failed:
                broken.append(outcome)
        print(f"     {suite}: {time.monotonic() - begun:.0f} s", flush=True)
    for outcome in broken:
        print(f"\n==== {outcome.name} ====\n" + failing_part(outcome.output))
    print(f"\nlogs: {LOGS}")
    for outcome in broken:
        for name in failing_cases(outcome.output) or ["ended badly"]:
            print(f"failed: {outcome.name}: {name}")
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
