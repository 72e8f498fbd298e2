# SPDX-License-Identifier: Apache-2.0
"""What the checks in tools/checks share: the repository's files, and how findings are told."""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
LACHAN = ROOT / "build" / "release" / "src" / "app" / "lachan"
SKIPPED_FOLDERS = {"build", "node_modules", "dist", "data", ".git", "__pycache__"}


def files(*suffixes):
    """Files of the repository (those git ignores are none), sorted; all when no suffix is given."""
    try:
        listed = subprocess.check_output(
            ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT,
            stderr=subprocess.DEVNULL).decode().split("\0")
        paths = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):  # an unpacked archive
        paths = [path for path in ROOT.rglob("*")
                 if not SKIPPED_FOLDERS.intersection(path.relative_to(ROOT).parts)]
    return [path for path in sorted(set(paths))
            if path.is_file() and (not suffixes or path.suffix in suffixes)]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def program_output(*arguments):
    """Standard output of `lachan`; ends the check when the program is missing or fails."""
    if not LACHAN.exists():
        sys.exit(f"{name_of(LACHAN)} is not built: run tools/build.sh first")
    done = subprocess.run([LACHAN, *arguments], cwd=ROOT, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, check=False, timeout=60)
    if done.returncode != 0:
        sys.exit(f"`lachan {' '.join(arguments)}` fails: {done.stderr.decode('utf-8', 'replace')}")
    return done.stdout.decode()


def report(findings):
    """Prints a line a finding; the status for sys.exit()."""
    for finding in findings:
        print(finding)
    return 1 if findings else 0
