#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws the pictures of the demo data again: python3 tools/leidactl/demo/draw/draw.py [NAME...]. The video wants ffmpeg and is made
only when it is named: draw.py turntable."""

import pathlib
import subprocess
import sys

from portraits import PEOPLE
from products import PRODUCTS, turntable
from things import THINGS

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "pictures"
STEPS, RATE = 24, 8  # frames, and of them in a second


def write_video():
    """H.264 without sound, which every browser plays from its first bytes."""
    words = ["ffmpeg", "-y", "-loglevel", "error", "-f", "image2pipe", "-framerate", str(RATE), "-i", "-", "-pix_fmt", "yuv420p", "-c:v", "libx264",
             "-crf", "32", "-preset", "veryslow", "-movflags", "+faststart", "-fflags", "+bitexact", "-flags:v", "+bitexact", str(FOLDER / "turntable.mp4")]
    subprocess.run(words, input=b"".join(turntable(step, STEPS).png() for step in range(STEPS)), check=True)


def main(names):
    pictures = {**PEOPLE, **THINGS, **PRODUCTS}
    for name, canvas in pictures.items():
        if not names or name in names:
            (FOLDER / f"{name}.png").write_bytes(canvas.png())
    if "turntable" in names:
        write_video()


if __name__ == "__main__":
    main(sys.argv[1:])
