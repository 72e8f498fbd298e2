#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a longer stream of JSON records out of a short one, in which values are new.

Usage: novel_values.py SHARE COPIES <EVENTS.jsonl >MORE.jsonl
  SHARE   of the values of fields that name programs (0 to 1): gets eight digits in a random place,
          so that nobody had it before

For detect_bench: how speed falls with the share of values that matching does not know yet.
"""

import json
import random
import sys

FIELDS = ('CommandLine', 'CurrentDirectory', 'Image', 'NewProcessName', 'ParentCommandLine',
          'ParentImage', 'ParentProcessName', 'ProcessGuid', 'ProcessId')


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    share, copies = float(sys.argv[1]), int(sys.argv[2])
    chance = random.Random(7)
    events = [json.loads(line) for line in sys.stdin]
    for _ in range(copies):
        for event in events:
            event = dict(event)
            for name in FIELDS:
                value = event.get(name)
                if isinstance(value, str) and chance.random() < share:
                    at = chance.randrange(len(value) + 1)
                    event[name] = f'{value[:at]}{chance.randrange(10**8):08}{value[at:]}'
            print(json.dumps(event, separators=(',', ':')))


if __name__ == '__main__':
    main()
