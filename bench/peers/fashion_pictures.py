"""Fashion-MNIST (Debian's dataset-fashion-mnist) as a folder of PNG a class. usage: fashion_pictures.py DATA TO [MOST]"""
import gzip
import os
import struct
import sys
import zlib

NAMES = ["T-shirt", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle-boot"]


def read(path, magic, head):
    with gzip.open(path, "rb") as file:
        data = file.read()
    assert struct.unpack(">I", data[:4])[0] == magic, path
    return struct.unpack(">I", data[4:8])[0], data[head:]


def png(rows):
    """28 x 28 of grey."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    lines = b"".join(b"\0" + rows[i * 28:(i + 1) * 28] for i in range(28))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 28, 28, 8, 0, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(b"IEND", b"")


data, to, most = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 1 << 30
for part, name in (("train", "train"), ("t10k", "test")):
    count, pictures = read(os.path.join(data, f"{part}-images-idx3-ubyte.gz"), 2051, 16)
    _, labels = read(os.path.join(data, f"{part}-labels-idx1-ubyte.gz"), 2049, 8)
    for label in NAMES:
        os.makedirs(os.path.join(to, name, label), exist_ok=True)
    for i in range(min(count, most)):
        with open(os.path.join(to, name, NAMES[labels[i]], f"{i:05}.png"), "wb") as file:
            file.write(png(pictures[i * 784:(i + 1) * 784]))
print("{}")
