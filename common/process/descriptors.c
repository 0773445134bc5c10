/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/descriptors.h"

#include <sys/resource.h>

enum { RESERVE_MAX = 64, RESERVE_SHARE = 4 };

void descriptors_raise_limit(size_t most)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0)
        return;
    rlim_t wanted = files.rlim_max < most ? files.rlim_max : most;
    if (wanted <= files.rlim_cur)
        return;
    files.rlim_cur = wanted;
    (void)setrlimit(RLIMIT_NOFILE, &files); /* refused: the old limit holds */
}

size_t descriptors_limit(void)
{
    struct rlimit files = {0};
    (void)getrlimit(RLIMIT_NOFILE, &files); /* cannot fail with these arguments */
    return (size_t)files.rlim_cur;
}

size_t descriptors_reserve_begin(void)
{
    size_t limit = descriptors_limit(), share = limit / RESERVE_SHARE;
    return limit - (share < RESERVE_MAX ? share : RESERVE_MAX);
}
