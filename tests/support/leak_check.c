/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/leak_check.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#include <stdlib.h>

void leak_check(void)
{
    if (__lsan_do_recoverable_leak_check() != 0)
        abort();
}
#else
void leak_check(void) {}
#endif
