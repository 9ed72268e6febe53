"""Runs one command and says what it took, as JSON: child.py OUT ERR COMMAND...

A process of its own between the benchmark and what it measures: Linux hands the peak memory of the process that starts a
program on to it, so that whoever measures small programs must be small. Its own 10 MB are the least it can report."""
import os
import sys
import time


def main():
    out, err, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    start = time.perf_counter()
    pid = os.fork()
    if pid == 0:
        for path, number in ((os.devnull, 0), (out, 1), (err, 2)):
            os.dup2(os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
        try:
            os.execvp(command[0], command)
        except OSError as why:
            os.write(2, f"{command[0]}: {why}\n".encode())
            os._exit(127)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - start
    print('{"code": %d, "wall_s": %.4f, "cpu_s": %.3f, "peak_mb": %.1f}' % (
        os.waitstatus_to_exitcode(status), wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024))


main()
