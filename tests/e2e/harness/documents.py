# SPDX-License-Identifier: Apache-2.0
"""The documents of the checkout, taken apart: blocks, headings, links, and what stands in backticks. And their commands, run."""

import dataclasses
import functools
import os
import re
import subprocess

from .stack import ROOT
from .waiting import PATIENCE

FENCE = re.compile(r"^ *```(.*)$")
HEADING = re.compile(r"^#{1,6} +(.*?) *$")
LINK = re.compile(r"\[[^][]*\]\(([^)\s]+)\)")
SPAN = re.compile(r"`([^`]+)`")
NOT_RUN = re.compile(r"^not run: (\S.*)$")


@dataclasses.dataclass
class Block:
    """What stands between two fences. `kind` is the first word behind the first one, `note` the rest."""

    place: str
    kind: str
    note: str
    text: str

    @property
    def reason(self):
        """Why its commands are not run by the tests; None when they are."""
        found = NOT_RUN.match(self.note)
        return found and found.group(1)


class Document:
    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(ROOT))
        self.blocks, self.lines = [], []
        opened = None
        for number, line in enumerate(path.read_text().splitlines(), 1):
            fence = FENCE.match(line)
            if fence and opened is None:
                kind, _, note = fence.group(1).strip().partition(" ")
                opened = Block(f"{self.name}:{number}", kind, note, "")
            elif fence:
                self.blocks.append(opened)
                opened = None
            elif opened is not None:
                opened.text += line + "\n"
            else:
                self.lines.append((number, line))
        assert opened is None, f"{opened.place}: this block has no end"

    def prose(self):
        """Its lines outside of blocks as one text, since spans may go on in the next line."""
        return "\n".join(line for _, line in self.lines)

    def links(self):
        return LINK.findall(SPAN.sub("`", self.prose()))

    def spans(self):
        """What stands in backticks, each on one line."""
        return [" ".join(span.split()) for span in SPAN.findall(self.prose())]

    @functools.cached_property
    def anchors(self):
        """Those that GitHub makes of its headings."""
        headings = [found.group(1) for _, line in self.lines if (found := HEADING.match(line))]
        plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
        return {heading.replace(" ", "-") for heading in plain}


@functools.cache
def documents():
    """Every document, by its name."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "ops").rglob("*.md")]
    return {document.name: document for document in map(Document, sorted(paths))}


def shape(value):
    """The names and the types in an answer; code and msg as they are. Ids, times and counts differ from day to day."""
    if isinstance(value, dict):
        return {name: item if name == "code" else shape(item) for name, item in value.items()}
    if isinstance(value, list):
        return [shape(item) for item in value]
    return type(value).__name__


def paste(block, folder, base_url):
    """Runs its commands on ports that are free; returns what they print."""
    commands = re.sub(r"--port \d+", "--port 0", block.text.replace("http://127.0.0.1:8000", base_url))
    environment = {**os.environ, "PATH": f"{folder}/build/release/bin:{os.environ['PATH']}"}
    result = subprocess.run(["sh", "-euc", commands], cwd=folder, capture_output=True, text=True, env=environment,
                            timeout=120 * PATIENCE, check=False)
    assert result.returncode == 0, f"{block.place}\n{block.text}\n{result.stdout}{result.stderr}"
    return result.stdout
