# SPDX-License-Identifier: Apache-2.0
"""Furniture on the covers of products, and the pictures that customers send."""

from canvas import Canvas, below, both, box, circle, ellipse, either, line, minus, polygon, turned

WIDE, HIGH = 400, 300  # 100 by 75 units


def room(wall, floor, height=56):
    return Canvas(WIDE, HIGH, wall).draw(below(height), floor).draw(box(0, height - 1.2, 100, 1.2), "ffffff")


def legs(canvas, places, top, colour, height=6):
    return canvas.draw(either(*[box(x, top, 2.4, height, 0.8) for x in places]), colour)


def put_sofa(canvas, x, y, scale, body, dark, pillows):
    def at(dx, dy, w, h, r):
        return box(x + dx * scale, y + dy * scale, w * scale, h * scale, r * scale)
    canvas.draw(at(4, 0, 60, 24, 5), dark)
    canvas.draw(either(at(6, 15, 28, 13, 3), at(34.5, 15, 28, 13, 3)), body)
    canvas.draw(either(at(0, 9, 9, 21, 4), at(59, 9, 9, 21, 4)), body).draw(at(3, 26, 62, 6, 2), dark)
    for dx, turn, colour in pillows:
        canvas.draw(turned(at(dx, 5, 12, 12, 2.4), turn, x + (dx + 6) * scale, y + 11 * scale), colour)
    return legs(canvas, (x + 6 * scale, x + 59 * scale), y + 32 * scale, "5b4030", 4 * scale)


def sofa():
    canvas = room("efe6da", "d3b894")
    canvas.draw(box(30, 8, 40, 20, 1), "ffffff").draw(box(32, 10, 36, 16), "c9d8c5")
    canvas.draw(both(box(32, 10, 36, 16), either(circle(44, 28, 9), circle(58, 30, 11))), "7f9c84").draw(circle(61, 15, 2.6), "e9b65b")
    return put_sofa(canvas, 16, 31, 1, "7d8f86", "66776f", ((10, -12, "e7d8b8"), (44, 10, "b5563f")))


def mattress():
    canvas = room("e3e8f0", "c9b8a2", 58)
    canvas.draw(box(10, 16, 80, 30, 3), "6f7f9c").draw(box(8, 50, 84, 10, 2), "8a6a4d")
    canvas.draw(box(9, 36, 82, 17, 5), "ffffff").draw(box(9, 43, 82, 4), "dfe6f1")
    canvas.draw(either(box(15, 28, 30, 11, 5), box(55, 28, 30, 11, 5)), "f7f4ec")
    canvas.draw(both(box(9, 36, 82, 17, 5), box(9, 37, 50, 20)), "a9bcd8")
    return legs(canvas, (14, 84), 60, "5b4030")


def table():
    canvas = room("f1ead9", "bf9a6e", 52)
    canvas.draw(line(50, 0, 50, 14, 0.8), "3a3a3a").draw(both(circle(50, 22, 9), box(38, 10, 24, 12)), "d9772f")
    canvas.draw(either(box(14, 34, 3, 32, 1), box(83, 34, 3, 32, 1), box(14, 48, 17, 3, 1), box(69, 48, 17, 3, 1)), "8b5e3a")
    canvas.draw(box(20, 40, 60, 4.6, 1.6), "a8713f")
    canvas.draw(either(polygon((26, 44), (30, 44), (27, 68), (24, 68)), polygon((70, 44), (74, 44), (76, 68), (73, 68))), "8b5e3a")
    return canvas.draw(ellipse(50, 38, 8, 3), "ffffff").draw(either(circle(47, 35.5, 2.4), circle(52, 35, 2.6)), "cf4b3a")


def wardrobe():
    canvas = room("dde6e2", "c4a884", 62)
    canvas.draw(box(16, 8, 68, 56, 1.4), "c99f6e")
    for x in (18, 40.5, 63):
        canvas.draw(box(x, 10, 20, 50, 0.8), "e6c596")
    canvas.draw(box(41.5, 11, 18, 48), "f7efe2").draw(box(41.5, 24, 18, 1.2), "c99f6e").draw(box(41.5, 44, 18, 1.2), "c99f6e")
    canvas.draw(either(box(44, 26, 3, 13, 1), box(53, 26, 3, 15, 1)), "5d7fa3").draw(box(48.6, 26, 3, 14, 1), "b5563f")
    canvas.draw(either(box(44, 51, 13, 4, 1), box(45, 47, 11, 4, 1)), "7f9c84")
    return canvas.draw(either(box(35.4, 32, 1, 8, 0.5), box(64.6, 32, 1, 8, 0.5)), "6b4b2d")


def bunk():
    canvas = room("fdeccd", "d9b98b", 60)
    canvas.draw(either(box(16, 12, 3, 54, 1), box(81, 12, 3, 54, 1)), "c98b4b")
    for y, quilt in ((24, "6fb0c8"), (50, "e58f7b")):
        canvas.draw(box(18, y + 4, 64, 4), "c98b4b").draw(box(19, y - 2, 62, 7, 2.4), "ffffff")
        canvas.draw(box(38, y - 3, 43, 8, 2.4), quilt).draw(box(21, y - 5, 13, 6, 2.6), "f7f4ec")
    canvas.draw(either(*[box(70, y, 11, 1.8, 0.6) for y in (34, 41, 58)], box(69, 28, 1.8, 38, 0.6)), "a86f35")
    return canvas.draw(either(circle(30, 10, 1.4), circle(52, 7, 1.8), circle(72, 11, 1.2)), "f2b32c")


def dresser():
    canvas = room("f8e3e6", "d8bfa8", 60)
    canvas.draw(circle(50, 21, 15), "d9a7ac").draw(circle(50, 21, 13), "eef6fa").draw(turned(box(42, 20, 18, 2), -45, 50, 21), "ffffff")
    canvas.draw(box(20, 39, 60, 5, 1.4), "e7a9b0").draw(either(box(22, 44, 17, 16, 1), box(61, 44, 17, 16, 1)), "f3c3c8")
    canvas.draw(either(*[circle(x, y, 1) for x in (30.5, 69.5) for y in (48, 56)]), "a8606a")
    canvas.draw(either(line(22, 51.8, 39, 51.8, 0.6), line(61, 51.8, 78, 51.8, 0.6)), "d08d95")
    canvas.draw(box(28, 33, 4, 6, 1), "b23b4b").draw(box(67, 31, 3, 8, 1), "8b6bb8")
    return legs(canvas, (24, 35, 63, 74), 60, "a8606a", 5)


def living_room():
    """What a customer's own room looks like: empty yet."""
    canvas = room("f3efe6", "c8a77d", 54)
    canvas.draw(box(8, 8, 34, 34, 0.6), "ffffff").draw(either(box(9.5, 9.5, 15, 31), box(25.5, 9.5, 15, 31)), "b8dcef")
    canvas.draw(either(box(4, 6, 6, 44, 2), box(40, 6, 6, 44, 2)), "d8cdbb")
    canvas.draw(box(62, 46, 18, 12, 1), "d09b5f").draw(box(62, 51, 18, 1.4), "b07b41")
    canvas.draw(polygon((88, 20), (90, 20), (95, 66), (93, 66)), "9a9aa2").draw(polygon((88, 20), (90, 20), (85, 66), (83, 66)), "b8b8c0")
    return canvas.draw(either(*[box(85, y, 9, 1.2) for y in (30, 40, 50)]), "9a9aa2").draw(box(56, 10, 0.8, 44), "cfc7b8")


def floor_plan():
    canvas = Canvas(WIDE, HIGH, "fbfbf8")
    walls = [box(10, 8, 80, 2), box(10, 66, 80, 2), box(10, 8, 2, 60), box(88, 8, 2, 60), box(44, 8, 1.6, 30), box(10, 38, 50, 1.6), box(66, 38, 22, 1.6),
             box(60, 38, 1.6, 16), box(60, 62, 1.6, 6)]
    canvas.draw(either(*walls), "3c4048").draw(either(box(20, 38, 8, 1.6), box(50, 38, 7, 1.6), box(26, 66, 12, 2)), "fbfbf8")
    canvas.draw(box(15, 13, 16, 18, 1), "d6e4f2").draw(either(box(16, 14, 6, 4, 1), box(24, 14, 6, 4, 1)), "9db9d6")
    canvas.draw(box(50, 12, 26, 8, 1.6), "dfe8d6").draw(box(56, 25, 14, 7, 1), "e6d3b5")
    canvas.draw(circle(30, 53, 6), "e6d3b5").draw(either(*[circle(x, y, 2) for x, y in ((21, 53), (39, 53), (30, 44), (30, 62))]), "c7a97c")
    canvas.draw(box(64, 58, 22, 6, 1), "d5dde2").draw(circle(70, 61, 1.8), "8fa3ad")
    return canvas.draw(either(line(10, 72, 90, 72, 0.5), line(10, 70.8, 10, 73.2, 0.5), line(90, 70.8, 90, 73.2, 0.5)), "c9453b")


def dining_room():
    canvas = room("f7e9d2", "9c6b42", 50)
    canvas.draw(box(60, 10, 28, 26, 1), "ffffff").draw(box(61.5, 11.5, 25, 23), "a7d8c2")
    canvas.draw(both(box(61.5, 11.5, 25, 23), either(circle(68, 36, 8), circle(80, 34, 10))), "4f9a76")
    canvas.draw(box(10, 30, 18, 22, 1), "7a4b2b").draw(either(line(19, 32, 19, 50, 0.5), circle(17, 41, 0.9), circle(21, 41, 0.9)), "c79a5b")
    canvas.draw(ellipse(52, 62, 30, 5), "7d5433")
    return canvas.draw(ellipse(52, 60, 27, 4), "b98452")


PRODUCTS = {"product-sofa": sofa(), "product-mattress": mattress(), "product-table": table(), "product-wardrobe": wardrobe(), "product-bunk": bunk(),
            "product-dresser": dresser(), "chat-living-room": living_room(), "chat-floor-plan": floor_plan(), "chat-dining-room": dining_room()}


def turntable(step, steps):
    """A frame of the video: a sofa in light that goes from evening to day and back."""
    share = abs(2 * step / steps - 1)
    wall = "".join(f"{round(a + (b - a) * share):02x}" for a, b in ((0xf4, 0x8d), (0xea, 0x93), (0xd8, 0xb5)))
    canvas = room(wall, "c9a77c").draw(circle(12 + 76 * step / steps, 14, 5), "ffd86b")
    return put_sofa(canvas, 16 + 1.5 * share, 31, 1, "b5563f", "96432f", ((8, -10, "e7d8b8"), (46, 12, "7d8f86")))
