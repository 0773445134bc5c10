# SPDX-License-Identifier: Apache-2.0
"""Redis Clusters for stacks that come and go. To form one takes Redis over two seconds, so one that a stack has left as it was
(nobody has stopped it or looked into it) is emptied and lent again."""

from .redis_cluster import RedisCluster

MASTERS = 3


class Clusters:
    def __init__(self, folder):
        self.folder = folder
        self.idle = []
        self.count = 0

    def lend(self, settings=None, secrets=None):
        """One that runs and is empty; with settings or users it is a new one."""
        if self.idle and not settings and not secrets:
            return self.idle.pop()
        self.count += 1
        place = self.folder / str(self.count)
        place.mkdir()
        cluster = RedisCluster(place, MASTERS, settings=settings, secrets=secrets)
        try:
            return cluster.start()
        except BaseException:
            cluster.kill()
            raise

    def take_back(self, cluster):
        """What was wrong with it, as sentences."""
        plain = not cluster.was_touched and not cluster.password
        if plain and cluster.is_ok():
            cluster.clear()
            self.idle.append(cluster)
            return []
        try:
            code = cluster.stop()
        except AssertionError as error:
            return [str(error)]
        return [f"a node of the cluster ended with {code}:\n{cluster.log()[-3000:]}"] if code else []

    def stop(self):
        for cluster in self.idle:
            assert cluster.stop() == 0, cluster.log()[-3000:]
