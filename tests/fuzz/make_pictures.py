#!/usr/bin/env python3
"""Makes small pictures of every kind the decoder must read or refuse: tests/fuzz/make_pictures.py writes tests/fuzz/picture/*.

Needs Pillow (13.0 was used). The files are also what src/vision/picture_test.c reads. Every good picture shows the same scene,
12 x 8 pixels: the left half red, the right half blue, the lower left corner green."""
import io
import os
import struct
import zlib

from PIL import Image

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "picture")
WIDTH, HEIGHT, SCALE = 48, 32, 4


def scene(scale=SCALE):
    image = Image.new("RGB", (12 * scale, 8 * scale), (220, 20, 20))
    image.paste((20, 20, 220), (6 * scale, 0, 12 * scale, 8 * scale))
    image.paste((20, 200, 20), (0, 6 * scale, 3 * scale, 8 * scale))
    return image


def save(name, image, kind, **options):
    room = io.BytesIO()
    image.save(room, kind, **options)
    return write(name, room.getvalue())


def write(name, data):
    with open(os.path.join(OUT, name), "wb") as f:
        f.write(data)
    return data


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main():
    os.makedirs(OUT, exist_ok=True)
    image = scene()
    jpeg = save("baseline.jpg", image, "JPEG", quality=95, subsampling=0)
    save("progressive.jpg", image, "JPEG", quality=95, subsampling=0, progressive=True)
    save("grey.jpg", image.convert("L"), "JPEG", quality=95)
    save("cmyk.jpg", image.convert("CMYK"), "JPEG", quality=95)
    exif = Image.Exif()
    exif[274] = 6  # the camera was held on its side: the scene, turned left, is to be turned right again
    save("sideways.jpg", image.transpose(Image.Transpose.ROTATE_90), "JPEG", quality=95, subsampling=0, exif=exif)
    png = save("plain.png", image, "PNG")
    save("palette.png", image.quantize(8), "PNG")
    clear = image.convert("RGBA")
    clear.paste((0, 0, 0, 0), (24, 0, 48, 32))
    save("clear.png", clear, "PNG")  # the right half is transparent: white
    save("deep.png", Image.new("I;16", (48, 32), 51400), "PNG")
    webp = save("lossless.webp", image, "WEBP", lossless=True)
    save("lossy.webp", image, "WEBP", quality=90)
    save("clear.webp", clear, "WEBP", lossless=True)
    save("moving.webp", image, "WEBP", save_all=True, append_images=[image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
    for name, data in (("cut.jpg", jpeg), ("cut.png", png), ("cut.webp", webp)):
        write(name, data[: len(data) * 2 // 3])
    huge = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    write("bomb.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", huge) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
    wide = struct.pack(">IIBBBBB", 1, 2000000000, 8, 2, 0, 0, 0)
    write("tall.png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", wide) + chunk(b"IEND", b""))
    at = jpeg.index(b"\xff\xc0") + 5
    write("bomb.jpg", jpeg[:at] + struct.pack(">HH", 65500, 65500) + jpeg[at + 4:])
    progressive = io.BytesIO()
    image.save(progressive, "JPEG", progressive=True)
    body = progressive.getvalue()
    at = body.rindex(b"\xff\xda")
    write("scans.jpg", body[:-2] + body[at:-2] * 200 + body[-2:])  # the last scan two hundred times more
    write("text.jpg", b"this is not a picture\n")
    write("empty.png", b"")


main()
