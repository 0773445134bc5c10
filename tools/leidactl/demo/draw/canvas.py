# SPDX-License-Identifier: Apache-2.0
"""Draws flat shapes into an indexed PNG, with Python alone. A shape is a function that gives the distance of a point to its
edge (negative within), so that edges are smooth and shapes can be cut out of each other. Units are hundredths of the width."""

import math
import struct
import zlib

STEPS = 6  # shades of an edge: few make a small file


def circle(x, y, r):
    return lambda px, py: math.hypot(px - x, py - y) - r


def ellipse(x, y, rx, ry):
    small = min(rx, ry)
    return lambda px, py: (math.hypot((px - x) / rx, (py - y) / ry) - 1) * small


def box(x, y, w, h, r=0.0):
    """A rectangle by its upper left corner, with round corners."""
    cx, cy, hw, hh = x + w / 2, y + h / 2, w / 2 - r, h / 2 - r

    def distance(px, py):
        dx, dy = abs(px - cx) - hw, abs(py - cy) - hh
        return math.hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - r
    return distance


def line(x1, y1, x2, y2, width):
    """With round ends."""
    dx, dy = x2 - x1, y2 - y1
    square = dx * dx + dy * dy or 1e-9

    def distance(px, py):
        t = min(1.0, max(0.0, ((px - x1) * dx + (py - y1) * dy) / square))
        return math.hypot(px - x1 - t * dx, py - y1 - t * dy) - width / 2
    return distance


def below(y):
    return lambda px, py: y - py


def above(y):
    return lambda px, py: py - y


def polygon(*points):
    """Convex, its corners clockwise."""
    edges = []
    for (x1, y1), (x2, y2) in zip(points, points[1:] + points[:1]):
        length = math.hypot(x2 - x1, y2 - y1)
        edges.append((x1, y1, (y2 - y1) / length, (x1 - x2) / length))
    return lambda px, py: max((px - x) * nx + (py - y) * ny for x, y, nx, ny in edges)


def both(*shapes):
    return lambda px, py: max(shape(px, py) for shape in shapes)


def either(*shapes):
    return lambda px, py: min(shape(px, py) for shape in shapes)


def minus(shape, cut):
    return lambda px, py: max(shape(px, py), -cut(px, py))


def turned(shape, degrees, x, y):
    """Clockwise around a point."""
    sin, cos = math.sin(math.radians(degrees)), math.cos(math.radians(degrees))
    return lambda px, py: shape(x + (px - x) * cos + (py - y) * sin, y - (px - x) * sin + (py - y) * cos)


def rgb(colour):
    return tuple(int(colour[i:i + 2], 16) for i in (0, 2, 4))


class Canvas:
    def __init__(self, width, height, background):
        self.width, self.height = width, height
        self.pixels = [rgb(background)] * (width * height)

    def draw(self, shape, colour, area=None):
        """`area`: left, top, right and bottom, outside of which the shape is not."""
        unit, new = 100 / self.width, rgb(colour)
        left, top, right, bottom = area or (0, 0, 100, 100 * self.height / self.width)
        for y in range(max(0, int(top / unit)), min(self.height, int(bottom / unit) + 1)):
            for x in range(max(0, int(left / unit)), min(self.width, int(right / unit) + 1)):
                cover = round(min(1.0, max(0.0, 0.5 - shape((x + 0.5) * unit, (y + 0.5) * unit) / unit)) * STEPS) / STEPS
                if cover > 0:
                    old = self.pixels[y * self.width + x]
                    self.pixels[y * self.width + x] = tuple(round(o + (n - o) * cover) for o, n in zip(old, new))
        return self

    def palette(self):
        """The pixels in at most 256 colours, and these."""
        for bits in range(8, 3, -1):
            mask = 0x100 - (1 << (8 - bits))
            pixels = [(r & mask, g & mask, b & mask) for r, g, b in self.pixels]
            colours = sorted(set(pixels))
            if len(colours) <= 256:
                return pixels, colours
        raise ValueError("too many colours")

    def png(self):
        pixels, colours = self.palette()
        index = {colour: i for i, colour in enumerate(colours)}
        rows = b"".join(b"\0" + bytes(index[pixel] for pixel in pixels[y * self.width:(y + 1) * self.width]) for y in range(self.height))

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0))
                + chunk(b"PLTE", bytes(value for colour in colours for value in colour))
                + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
