#!/usr/bin/env python3
"""Stock and orders across rooms, with the real program: rules of alerts and the ways in which data come (rules, paths), the life of a
purchase order (purchases), input that cannot be meant (odd), and what advice is worth (worth).

Prints `N passed, N failed` as its last line. Words on the command line select tests by a part of their name.
Environment: RI_PROGRAM (the program)."""
import importlib
import os
import sys
import traceback

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from shop import Score, check  # noqa: E402

MODULES = ["rules", "paths", "purchases", "odd", "worth"]


def main():
    for name in MODULES:
        for test in importlib.import_module(name).TESTS:
            if sys.argv[1:] and not any(word in f"{name} {test.__name__}" for word in sys.argv[1:]):
                continue
            try:
                test()
            except Exception:  # a check that cannot go on is a failure
                traceback.print_exc()
                check(test.__name__, False, "did not end")
    print(f"{Score.passed} passed, {Score.failed} failed")
    return 1 if Score.failed else 0


if __name__ == "__main__":
    sys.exit(main())
