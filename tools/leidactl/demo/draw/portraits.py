# SPDX-License-Identifier: Apache-2.0
"""People of the demo, from a few traits each."""

from canvas import Canvas, above, below, both, box, circle, ellipse, either, line, minus, polygon, turned

SIZE = 176
INK = "2b2a33"
SKIN = {"light": ("f6d3b8", "e8b795"), "warm": ("eebf9a", "d9a077"), "tan": ("d79f74", "bd8358")}


def hair_behind(canvas, hair, colour):
    if hair == "long":
        canvas.draw(box(26, 22, 48, 58, 22), colour)
    elif hair == "bob":
        canvas.draw(box(27, 21, 46, 43, 20), colour)
    elif hair == "bun":
        canvas.draw(circle(50, 16, 10), colour)
    elif hair == "tail":
        canvas.draw(turned(ellipse(76, 46, 8, 21), -14, 76, 46), colour)


def hair_front(canvas, hair, colour):
    cap = ellipse(50, 41, 22.5, 24)
    if hair == "short":
        canvas.draw(both(cap, minus(above(38), turned(box(34, 31, 40, 20, 4), -6, 50, 40))), colour)
    elif hair == "side":
        canvas.draw(both(cap, minus(above(46), ellipse(57, 47, 22, 16))), colour)
    elif hair in ("long", "bob", "tail"):
        canvas.draw(both(cap, minus(above(50), either(ellipse(40, 51, 19, 17), ellipse(60, 51, 17, 18)))), colour)
    elif hair == "fringe":
        canvas.draw(both(cap, above(35)), colour)
        canvas.draw(both(cap, minus(above(52), box(31, 20, 38, 60))), colour)
    elif hair == "bun":
        canvas.draw(both(cap, minus(above(46), ellipse(50, 52, 21, 20))), colour)
    elif hair == "curly":
        for x, y, r in ((32, 34, 9), (39, 25, 9), (50, 22, 10), (61, 25, 9), (68, 34, 9), (30, 44, 6), (70, 44, 6)):
            canvas.draw(circle(x, y, r), colour)
    elif hair == "cap":
        canvas.draw(both(ellipse(50, 38, 23, 22), above(36)), colour)
        canvas.draw(box(44, 33, 36, 6, 3), colour)
    elif hair == "grey":
        canvas.draw(both(ellipse(50, 42, 23, 24), minus(above(50), either(ellipse(50, 52, 19, 26), above(22)))), colour)


def face(canvas, skin, glasses, beard, blush):
    light, dark = SKIN[skin]
    canvas.draw(either(circle(28.5, 48, 5), circle(71.5, 48, 5)), dark)
    canvas.draw(box(43, 58, 14, 20, 6), dark)
    canvas.draw(ellipse(50, 45, 20.5, 23.5), light)
    if beard:
        canvas.draw(both(ellipse(50, 45, 20.5, 23.5), below(53), minus(below(50), ellipse(50, 51, 12, 7))), beard)
    if blush:
        canvas.draw(either(circle(37, 54, 4), circle(63, 54, 4)), "f2a9a0")
    canvas.draw(either(circle(42, 46, 2.1), circle(58, 46, 2.1)), INK)
    canvas.draw(either(line(38.5, 40.5, 44.5, 39.8, 1.6), line(55.5, 39.8, 61.5, 40.5, 1.6)), INK)
    canvas.draw(both(minus(circle(50, 53, 7), circle(50, 51, 7)), below(55)), "b5473c")
    if glasses:
        rims = [minus(box(x, 41, 13, 11, 5), box(x + 1.4, 42.4, 10.2, 8.2, 4)) for x in (35, 52)]
        canvas.draw(either(*rims, line(47.5, 45.5, 52.5, 45.5, 1.5)), INK)


def clothes(canvas, wear, colour, trim):
    canvas.draw(ellipse(50, 106, 38, 34), colour)
    if wear == "suit":
        canvas.draw(polygon((41, 73), (59, 73), (50, 96)), "ffffff")
        canvas.draw(polygon((47.5, 76), (52.5, 76), (54, 92), (50, 98), (46, 92)), trim)
        canvas.draw(either(line(41, 73, 49, 98, 2.4), line(59, 73, 51, 98, 2.4)), trim)
    elif wear == "round":
        canvas.draw(both(ellipse(50, 72, 13, 8), below(71)), trim)
    elif wear == "hood":
        canvas.draw(minus(ellipse(50, 78, 22, 12), ellipse(50, 73, 11, 9)), trim)
        canvas.draw(either(line(45, 84, 44, 96, 1.4), line(55, 84, 56, 96, 1.4)), "ffffff")
    elif wear == "stripes":
        for y in (82, 89, 96):
            canvas.draw(both(ellipse(50, 106, 38, 34), box(0, y, 100, 3.4)), trim)


def portrait(background, skin, hair, hair_colour, wear, colours, glasses=False, beard=None, blush=False):
    canvas = Canvas(SIZE, SIZE, background)
    hair_behind(canvas, hair, hair_colour)
    light, dark = SKIN[skin]
    canvas.draw(box(43, 58, 14, 22, 6), dark)
    clothes(canvas, wear, *colours)
    face(canvas, skin, glasses, beard, blush)
    hair_front(canvas, hair, hair_colour)
    return canvas


PEOPLE = {
    "staff-1": portrait("cfe0f5", "light", "short", "26262e", "suit", ("27406b", "b23a3a")),
    "staff-2": portrait("d9ead8", "warm", "side", "33291f", "suit", ("3d4a52", "2f7d5b"), glasses=True),
    "staff-3": portrait("f7d9e0", "light", "long", "5b3423", "round", ("c94f6d", "f6d3b8"), blush=True),
    "staff-4": portrait("e5def5", "light", "bun", "2b2430", "suit", ("54407c", "8d6bc2")),
    "staff-5": portrait("fbe6c4", "tan", "short", "1f1b18", "round", ("d07a2d", "8a4c16"), beard="3a2c22"),
    "staff-6": portrait("d4eef0", "light", "fringe", "3b2a20", "stripes", ("f4f4f0", "2f8d96"), glasses=True, blush=True),
    "man-1": portrait("f3e3d0", "warm", "grey", "b9bcc2", "round", ("6b7f5a", "4f6142"), glasses=True),
    "man-2": portrait("c8dcea", "tan", "cap", "c8402f", "hood", ("3b5d7a", "2c475e")),
    "man-3": portrait("dfe5ea", "light", "side", "141418", "suit", ("1f2a38", "4a6fa5")),
    "man-4": portrait("f0e0b8", "warm", "curly", "3a2a1c", "stripes", ("f7f2e6", "b5503c"), beard="4b3728"),
    "man-5": portrait("cfe8d5", "light", "short", "4a3526", "hood", ("e0a83c", "bf8726")),
    "woman-1": portrait("fbe1d4", "light", "bob", "241d1b", "round", ("5c8fb3", "f6d3b8"), blush=True),
    "woman-2": portrait("e7e0f3", "warm", "tail", "3a2519", "stripes", ("fbfbfb", "8b6bb8")),
    "woman-3": portrait("d8ecf7", "light", "curly", "6b3f24", "hood", ("e9836f", "cf6450"), blush=True),
    "woman-4": portrait("f6e7b9", "warm", "fringe", "1d1a1a", "round", ("b23b4b", "eebf9a"), glasses=True),
    "woman-5": portrait("dcefdc", "tan", "long", "171313", "round", ("3f8f6b", "d79f74")),
}
