"""Reads a QR code (ISO/IEC 18004) out of the half blocks of a terminal: bytes, level M, versions 4 to 6, nothing damaged. Written from the
standard, shares no line with the program."""

BLOCKS = {" ": (0, 0), "▄": (0, 1), "▀": (1, 0), "█": (1, 1)}
MASKS = (lambda x, y: (x + y) % 2, lambda x, y: y % 2, lambda x, y: x % 3, lambda x, y: (x + y) % 3, lambda x, y: (y // 2 + x // 3) % 2,
         lambda x, y: x * y % 2 + x * y % 3, lambda x, y: (x * y % 2 + x * y % 3) % 2, lambda x, y: ((x + y) % 2 + x * y % 3) % 2)
PARTS = {4: (2, 32), 5: (2, 43), 6: (4, 27)}  # blocks, and bytes of data in each


def squares(text):
    """Rows of True for dark, without the margin; light is lit."""
    lines = [line for line in text.splitlines() if line and set(line) <= set(BLOCKS)]
    rows = []
    for line in lines:
        rows += [[not BLOCKS[c][half] for c in line] for half in (0, 1)]
    rows = [row for row in rows if any(row)]
    left = min(row.index(True) for row in rows)
    right = max(len(row) - row[::-1].index(True) for row in rows)
    return [row[left:right] for row in rows]


def is_function(x, y, width):
    middle = width - 7
    return (x < 9 and y < 9 or x >= width - 8 and y < 9 or x < 9 and y >= width - 8 or 6 in (x, y)
            or abs(x - middle) <= 2 and abs(y - middle) <= 2)


def read(text):
    dark = squares(text)
    width = len(dark)
    version = (width - 17) // 4
    assert all(len(row) == width for row in dark) and version in PARTS, (width, version)
    mask = MASKS[(dark[8][2] << 2 | dark[8][3] << 1 | dark[8][4]) ^ 5]
    bits, up, right = [], True, width - 1
    while right > 0:
        right -= right == 6
        for i in range(width):
            y = width - 1 - i if up else i
            bits += [dark[y][x] != (mask(x, y) == 0) for x in (right, right - 1) if not is_function(x, y, width)]
        right, up = right - 2, not up
    data = bytes(sum(bit << 7 - i for i, bit in enumerate(bits[at:at + 8])) for at in range(0, len(bits) - 7, 8))
    blocks, each = PARTS[version]
    whole = b"".join(data[block:blocks * each:blocks] for block in range(blocks))
    value = int.from_bytes(whole, "big")
    total = 8 * len(whole)
    assert value >> total - 4 == 4, "not bytes"
    length = value >> total - 12 & 255
    return (value >> total - 12 - 8 * length & (1 << 8 * length) - 1).to_bytes(length, "big").decode()
