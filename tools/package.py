#!/usr/bin/env python3
"""dist/retailinsight-VERSION-linux-x86_64.tar.gz: bin/ lib/ share/, runs from any folder on Debian 12 or newer.

Shared libraries beyond the C and C++ run time travel along in lib/. The result is unpacked elsewhere and run once."""
import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SYSTEM = re.compile(r"^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libstdc\+\+|libgcc_s)[.-]")


def run(argv, **more):
    done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode:
        sys.exit(f"package: `{' '.join(argv)}` failed ({done.returncode}):\n{done.stdout}")
    return done.stdout


def bundle_libraries(stage):
    """Copies what the program links and a bare system lacks."""
    lib = os.path.join(stage, "lib")
    linked = [os.path.join(stage, "bin", "retailinsight"), os.path.join(lib, "lib_lightgbm.so")]  # one opens the other
    for line in "".join(run(["ldd", path]) for path in linked).splitlines():
        match = re.match(r"\s*(\S+) => (/\S+)", line)
        if "not found" in line:
            sys.exit(f"package: {line.strip()}")
        if match and not SYSTEM.match(match.group(1)) and not os.path.exists(os.path.join(lib, match.group(1))):
            shutil.copy(os.path.realpath(match.group(2)), os.path.join(lib, match.group(1)))
            owner = subprocess.run(["dpkg-query", "-S", os.path.realpath(match.group(2))], stdout=subprocess.PIPE,
                                   stderr=subprocess.DEVNULL, text=True).stdout.split(":")[0]
            text = f"/usr/share/doc/{owner}/copyright"
            if owner and os.path.exists(text):
                shutil.copy(text, os.path.join(stage, "share", "doc", "retailinsight", "licenses", owner + ".txt"))


def normalised(info):
    """The same archive from the same build: no owner, no clock."""
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = int(os.environ.get("SOURCE_DATE_EPOCH", "0"))
    return info


def try_elsewhere(archive, name, version):
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as cwd:
        with tarfile.open(archive) as tar:
            tar.extractall(folder)
        env = {"PATH": "/usr/bin:/bin", "HOME": cwd}
        out = run([os.path.join(folder, name, "bin", "retailinsight"), "version"], cwd=cwd, env=env)
        if version not in out:
            sys.exit(f"package: `retailinsight version` says {out!r}, not {version}")
        linked = run(["ldd", os.path.join(folder, name, "bin", "retailinsight")], env=env)
        if os.path.realpath(folder) not in os.path.realpath(re.search(r"libduckdb.so => (\S+)", linked).group(1)):
            sys.exit("package: libduckdb.so is not taken from the package")
        return out.strip().splitlines()[0]


def main():
    with open(os.path.join(ROOT, "VERSION"), encoding="utf-8") as f:
        version = f.read().strip()
    name = f"retailinsight-{version}-linux-{platform.machine()}"
    stage = os.path.join(ROOT, "build", "package", name)
    shutil.rmtree(os.path.dirname(stage), ignore_errors=True)
    run(["cmake", "--install", os.path.join(ROOT, "build", "release"), "--prefix", stage, "--strip"])
    bundle_libraries(stage)
    archive = os.path.join(ROOT, "dist", name + ".tar.gz")
    os.makedirs(os.path.dirname(archive), exist_ok=True)
    with open(archive, "wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as packed, \
            tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(stage, arcname=name, filter=normalised)
    said = try_elsewhere(archive, name, version)
    print(f"dist/{name}.tar.gz: {os.path.getsize(archive) / 1e6:.1f} MB; unpacked elsewhere it says: {said}")


if __name__ == "__main__":
    main()
