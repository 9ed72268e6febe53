#!/usr/bin/env python3
"""Makes tests/data/pictures: three classes of ten tiny pictures (16 x 16, noise around a pattern), three to recognise, and two bad ones.
Standard library only; the same bytes every time."""
import os
import random
import shutil
import struct
import zlib

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "data", "pictures")
CLASSES = [("Obst/Äpfel", (200, 40, 40), "across"), ("Obst/Birnen", (60, 190, 60), "down"), ("Getränke", (50, 60, 210), "boxes")]


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(pixel):
    rows = b"".join(b"\0" + bytes(v for x in range(16) for v in pixel(x, y)) for y in range(16))
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def picture(colour, pattern, seed):
    r = random.Random(seed)
    shift, light = r.randrange(4), r.randrange(-30, 31)

    def pixel(x, y):
        along = {"across": y + shift, "down": x + shift, "boxes": (x + shift) // 4 + y // 4}[pattern]
        on = along // 2 % 2 if pattern != "boxes" else along % 2
        return [max(0, min(255, (c if on else 235) + light + r.randrange(-12, 13) * 2)) for c in colour]
    return png(pixel)


def write(name, data):
    path = os.path.join(OUT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)


def main():
    shutil.rmtree(OUT, ignore_errors=True)
    for c, (name, colour, pattern) in enumerate(CLASSES):
        for i in range(10):
            write(f"shelf/{name}/{i:02}.png", picture(colour, pattern, 100 * c + i))
        write(f"new/{name.split('/')[-1]}.png", picture(colour, pattern, 1000 + c))
        write(f"labelled/{name}/a.png", picture(colour, pattern, 2000 + c))
    write("shelf/Obst/Äpfel/broken.png", b"\x89PNG\r\n\x1a\nnothing follows")
    write("one-class/Obst/a.png", picture((1, 2, 3), "down", 5))
    write("lonely/a/1.png", picture((200, 2, 3), "down", 6))
    write("lonely/a/2.png", picture((200, 2, 3), "across", 7))
    write("lonely/b/1.png", picture((20, 200, 3), "boxes", 8))


main()
