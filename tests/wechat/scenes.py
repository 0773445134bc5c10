# SPDX-License-Identifier: Apache-2.0
"""Tests that wait for long, each with people of its own: all scenes of a module play at once.

    scene = Scenes()

    @scene
    def who_is_away_is_told(people): ...

    @pytest.fixture(scope="module")
    def played(people):
        with scene.play(people) as played:
            yield played

    @pytest.mark.parametrize("function", scene, ids=scene.name)
    def test_it(played, function):
        played[function].result()
"""

import concurrent.futures
import contextlib


class Scenes(list):
    def __call__(self, function):
        self.append(function)
        return function

    @contextlib.contextmanager
    def play(self, people):
        """What becomes of each scene: function -> future."""
        with concurrent.futures.ThreadPoolExecutor(len(self)) as pool:
            yield {function: pool.submit(function, people) for function in self}

    @staticmethod
    def name(function):
        return function.__name__
