# SPDX-License-Identifier: Apache-2.0
# The two images of the stack, from one base: `leida` (every process, and leidactl) and `redis`. Each is copied into one
# layer of its own after what it does not need was removed from it (docs/decisions/0015). Classic builder and BuildKit
# both take it.
ARG BASE=debian:bookworm-slim

FROM $BASE AS build
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    cmake ninja-build gcc libc6-dev pkg-config libzmq3-dev libczmq-dev libhiredis-dev libmsgpack-dev \
    libjansson-dev libssl-dev libcurl4-openssl-dev libutf8proc-dev libexpat1-dev libqrencode-dev libpng-dev brotli >/dev/null
WORKDIR /leida
COPY . .
RUN cmake --preset release >/dev/null \
 && cmake --build build/release --target leida-gateway leida-chat leida-crm leida-actionlog leida-wechat leidactl leida-pages \
 && cd build/release/bin && strip leida-gateway leida-chat leida-crm leida-actionlog leida-wechat leidactl

# What both images run on: no documentation but the licences, no translations, no program that gives more rights. Users
# have fixed numbers, since a volume outlives the image that made it.
FROM $BASE AS slim
RUN printf 'path-exclude=/usr/share/%s/*\n' man info locale groff lintian linda >/etc/dpkg/dpkg.cfg.d/slim \
 && printf 'path-exclude=/usr/share/doc/*\npath-include=/usr/share/doc/*/copyright\n' >>/etc/dpkg/dpkg.cfg.d/slim \
 && rm -rf /usr/share/man/* /usr/share/info/* /usr/share/locale/* \
 && find /usr/share/doc -type f ! -name copyright -delete \
 && find / -xdev -type f -perm /6000 -exec chmod a-s {} + \
 && groupadd --gid 10001 leida && useradd --uid 10001 --gid leida --no-create-home --shell /usr/sbin/nologin leida \
 && groupadd --gid 10002 redis && useradd --uid 10002 --gid redis --no-create-home --shell /usr/sbin/nologin redis \
 && apt-get update -qq

FROM slim AS redis-root
RUN DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server >/dev/null \
 && install -d -o redis -g redis -m 700 /data \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*
COPY ops/docker/redis-start ops/docker/redis-ready /usr/local/lib/leida/
COPY ops/redis /usr/local/bin/

FROM slim AS leida-root
RUN DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    libczmq4 libssl3 libhiredis0.14 libmsgpackc2 libcurl4 libutf8proc2 libexpat1 libqrencode4 libpng16-16 tzdata ca-certificates >/dev/null \
 && install -d -o leida -g leida -m 700 /var/lib/leida \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/*
COPY ops/docker/ready ops/docker/with-media /usr/local/lib/leida/
COPY --from=build /leida/build/release/bin/leida-gateway /leida/build/release/bin/leida-chat \
    /leida/build/release/bin/leida-crm /leida/build/release/bin/leida-actionlog /leida/build/release/bin/leida-wechat \
    /leida/build/release/bin/leidactl /usr/bin/
COPY --from=build /leida/build/release/pages /usr/share/leida/pages

FROM scratch AS redis
COPY --from=redis-root / /
USER redis
WORKDIR /data
VOLUME /data
EXPOSE 6379
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s CMD ["/usr/local/lib/leida/redis-ready"]
CMD ["/usr/local/lib/leida/redis-start"]

FROM scratch AS leida
COPY --from=leida-root / /
USER leida
WORKDIR /
ENV LEIDA_ADMIN=0.0.0.0:9100
EXPOSE 8000 9100
# Each check costs the engine some 70 ms of processor time, so these are rarer than that of Redis, which others wait for.
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s CMD ["/usr/local/lib/leida/ready"]
CMD ["leida-gateway"]
