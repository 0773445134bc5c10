# SPDX-License-Identifier: Apache-2.0
"""When an account may write to somebody: 5 times in the 48 h after they wrote, 3 times in the minute after they subscribed,
scanned or chose from the menu."""

OPENED_BY = {"message": (48 * 3600, 5), "subscribe": (60, 3), "scan": (60, 3), "menu": (60, 3)}


class Windows:
    def __init__(self):
        self.open = {}  # what opened it -> [until, messages left]

    def opened(self, by, now):
        seconds, count = OPENED_BY[by]
        self.open[by] = [now + seconds, count]

    def closed(self):
        self.open.clear()

    def take(self, now):
        """Uses up one message of the window that ends first; 0, 45015 (none is open) or 45047 (none has room)."""
        live = sorted((window for window in self.open.values() if window[0] > now), key=lambda window: window[0])
        for window in live:
            if window[1] > 0:
                window[1] -= 1
                return 0
        return 45047 if live else 45015
