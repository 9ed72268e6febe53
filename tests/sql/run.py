#!/usr/bin/env python3
"""Every key figure against an independent recomputation in plain Python with exact decimals.

chain.py makes the files and the lines, the other modules ask the program in JSON and compare cell by cell. Prints
`N passed, N failed` as its last line. Words on the command line select tests by a part of their name.
Environment: RI_PROGRAM (the program)."""
import os
import sys
import tempfile

import chain
import causes
import dictionary
import facts
import listings
import shelves
import targets

MODULES = [facts, listings, causes, targets, shelves, dictionary]


def main():
    lines = chain.make_lines(20261121)
    chain.VISITORS.update(chain.make_visitors(lines, 7))
    with tempfile.TemporaryDirectory() as folder:
        workspace = os.path.join(folder, "w")
        for kind, path in chain.write_files(folder, lines, chain.VISITORS).items():
            done = chain.run(workspace, "import", path, "--as", kind)
            chain.check(f"import {kind}", (done.returncode, done.stderr if done.returncode else ""), (0, ""))
        for module in MODULES:
            for test in module.TESTS:
                if not sys.argv[1:] or any(word in test.__name__ for word in sys.argv[1:]):
                    test(workspace, lines)
    print(f"{chain.Score.passed} passed, {chain.Score.failed} failed")
    return 1 if chain.Score.failed else 0


if __name__ == "__main__":
    sys.exit(main())
