# SPDX-License-Identifier: Apache-2.0
"""What customers have as their picture instead of a face."""

import math

from canvas import Canvas, above, below, both, box, circle, ellipse, either, line, minus, polygon, turned

SIZE = 176


def sunflower():
    canvas = Canvas(SIZE, SIZE, "bfe3f2").draw(line(50, 60, 50, 104, 5), "4f8a3c")
    canvas.draw(turned(ellipse(64, 82, 14, 6), -28, 64, 82), "5fa049")
    for i in range(14):
        angle = i * 2 * math.pi / 14
        x, y = 50 + 25 * math.cos(angle), 46 + 25 * math.sin(angle)
        canvas.draw(turned(ellipse(x, y, 13, 6), math.degrees(angle), x, y), "f2b32c" if i % 2 else "f7c948")
    return canvas.draw(circle(50, 46, 18), "6b4222").draw(circle(50, 46, 12), "57351a")


def whale():
    canvas = Canvas(SIZE, SIZE, "cdeaf5")
    canvas.draw(both(either(ellipse(46, 56, 31, 24), ellipse(74, 52, 16, 9)), below(30)), "2f6ea8")
    canvas.draw(turned(ellipse(80, 36, 13, 6), 35, 80, 36), "2f6ea8").draw(turned(ellipse(90, 40, 11, 5), -60, 90, 40), "2f6ea8")
    canvas.draw(both(ellipse(46, 56, 31, 24), below(62)), "e8f4fa")
    canvas.draw(circle(29, 54, 2.6), "10263b")
    canvas.draw(either(line(44, 29, 44, 18, 3), line(44, 18, 37, 13, 3), line(44, 18, 51, 13, 3)), "6fb4dc")
    return canvas.draw(either(*[circle(x, 100, 15) for x in (5, 28, 51, 74, 97)]), "4a94c9")


def clover():
    canvas = Canvas(SIZE, SIZE, "eef3d8").draw(line(50, 54, 60, 92, 4.5), "3d7a3a")
    for x, y in ((37, 37), (63, 37), (37, 61), (63, 61)):
        canvas.draw(circle(x, y, 15), "4ea24a")
        canvas.draw(line(50, 49, x, y, 1.6), "8ccb80")
    return canvas


def crown():
    canvas = Canvas(SIZE, SIZE, "f9d5e5")
    for x, top in ((22, 36), (50, 26), (78, 36)):
        canvas.draw(polygon((x, top), (x + 17, 72), (x - 17, 72)), "f0b429").draw(circle(x, top, 5), "e0567f")
    canvas.draw(box(16, 66, 68, 14, 3), "d99a1b")
    return canvas.draw(either(circle(32, 73, 3.4), circle(50, 73, 3.4), circle(68, 73, 3.4)), "fff3cf")


def sun():
    canvas = Canvas(SIZE, SIZE, "8fcaf0").draw(circle(58, 42, 20), "ffd54a")
    for i in range(12):
        a = i * math.pi / 6
        canvas.draw(line(58 + 25 * math.cos(a), 42 + 25 * math.sin(a), 58 + 31 * math.cos(a), 42 + 31 * math.sin(a), 3), "ffd54a")
    return canvas.draw(either(circle(26, 72, 13), circle(44, 66, 16), circle(61, 73, 12), box(26, 72, 36, 13, 6)), "ffffff")


def boat():
    canvas = Canvas(SIZE, SIZE, "ffe3c2").draw(circle(72, 40, 15), "f58f5b")
    canvas.draw(line(46, 20, 46, 68, 2.4), "6b4b35").draw(polygon((48, 22), (72, 58), (48, 58)), "ffffff")
    canvas.draw(polygon((43, 30), (43, 58), (25, 58)), "e9edf2")
    canvas.draw(polygon((18, 64), (76, 64), (66, 78), (28, 78)), "b4533b")
    return canvas.draw(below(75), "3c7fb1").draw(either(*[line(x, y, x + 14, y, 2) for x, y in ((12, 84), (44, 82), (66, 90), (26, 93))]), "7fb6dc")


def moon():
    canvas = Canvas(SIZE, SIZE, "26305c").draw(minus(circle(52, 42, 22), circle(62, 36, 19)), "f7e6a6")
    canvas.draw(either(*[circle(x, y, 1.5) for x, y in ((20, 20), (78, 24), (84, 52), (24, 54), (68, 14), (36, 72))]), "ffffff")
    return canvas.draw(either(ellipse(22, 104, 40, 26), ellipse(82, 104, 44, 20)), "151b38")


def cat():
    canvas = Canvas(SIZE, SIZE, "f4ead7").draw(ellipse(50, 110, 32, 38), "d98f4e")
    canvas.draw(either(polygon((24, 18), (44, 34), (26, 50)), polygon((76, 18), (74, 50), (56, 34))), "d98f4e")
    canvas.draw(ellipse(50, 52, 29, 25), "e09a57").draw(both(ellipse(50, 52, 29, 25), box(46, 20, 8, 20, 4)), "b86f34")
    canvas.draw(ellipse(50, 62, 14, 10), "fbeedb").draw(either(ellipse(38, 50, 3, 4.2), ellipse(62, 50, 3, 4.2)), "2b2a33")
    canvas.draw(polygon((46.5, 57), (53.5, 57), (50, 61)), "c2574e")
    return canvas.draw(either(line(28, 58, 12, 54, 1.2), line(28, 63, 12, 65, 1.2), line(72, 58, 88, 54, 1.2), line(72, 63, 88, 65, 1.2)), "8a6a4a")


def noodles():
    canvas = Canvas(SIZE, SIZE, "c8372d").draw(ellipse(50, 50, 34, 12), "f7d98a")
    for x in (28, 38, 48, 58, 68):
        canvas.draw(minus(circle(x, 49, 6), circle(x, 49, 4)), "d9a93c")
    canvas.draw(both(ellipse(50, 50, 37, 36), below(51)), "f8f4ea").draw(box(36, 84, 28, 5, 2), "f8f4ea")
    canvas.draw(both(ellipse(50, 50, 37, 36), box(0, 60, 100, 4)), "2f5d9b")
    return canvas.draw(either(line(64, 12, 56, 50, 2.4), line(74, 13, 63, 50, 2.4)), "5a2b17")


def house():
    canvas = Canvas(SIZE, SIZE, "ffd9a0").draw(polygon((50, 18), (86, 50), (14, 50)), "b5452f")
    canvas.draw(box(23, 49, 54, 36), "fff6e6").draw(box(43, 62, 14, 23, 2), "7a4b2b")
    canvas.draw(either(box(28, 56, 11, 11, 1), box(61, 56, 11, 11, 1)), "7fb8d6")
    return canvas.draw(below(85), "7fae5b").draw(box(66, 22, 8, 18), "8d3524")


def mountains():
    canvas = Canvas(SIZE, SIZE, "f6c9a4").draw(circle(66, 34, 12), "fff0cf")
    canvas.draw(polygon((34, 26), (76, 86), (-8, 86)), "6d7fa6").draw(polygon((34, 26), (43, 39), (36, 44), (31, 39), (25, 39)), "ffffff")
    return canvas.draw(polygon((76, 44), (116, 90), (36, 90)), "4c5d86").draw(below(82), "2f3e63")


def cup():
    canvas = Canvas(SIZE, SIZE, "e3d3c3").draw(minus(circle(72, 56, 12), circle(72, 56, 7)), "ffffff")
    canvas.draw(both(box(24, 38, 46, 46, 16), below(42)), "ffffff").draw(ellipse(47, 44, 20, 5), "6b4226")
    canvas.draw(ellipse(47, 88, 34, 4), "c6b09a")
    return canvas.draw(either(*[both(minus(circle(x, 26, 6), circle(x + 2, 26, 6)), above(32)) for x in (38, 48, 58)]), "ffffff")


THINGS = {thing.__name__: thing() for thing in (sunflower, whale, clover, crown, sun, boat, moon, cat, noodles, house, mountains, cup)}
