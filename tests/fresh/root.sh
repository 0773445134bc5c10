# shellcheck shell=sh
# SPDX-License-Identifier: Apache-2.0
# Making the current folder, a mount of its own, the root of a bare system. Sourced by the first process of its namespaces.

mount_devices() {
    mount -t tmpfs -o mode=755 tmpfs dev
    for name in null zero full random urandom tty; do
        : >"dev/$name"
        mount --bind "/dev/$name" "dev/$name"
    done
    mkdir dev/pts dev/shm
    mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
    mount -t tmpfs -o mode=1777 tmpfs dev/shm
    ln -s pts/ptmx dev/ptmx
    ln -s /proc/self/fd dev/fd
    ln -s fd/0 dev/stdin
    ln -s fd/1 dev/stdout
    ln -s fd/2 dev/stderr
}

# From here on there is nothing but the bare system.
change_root() {
    hostname fresh
    pivot_root . mnt
    cd /
    umount -l /mnt
}
