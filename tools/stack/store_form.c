/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/store_form.h"

#include <stdlib.h>

#include "common/store/form.h"
#include "tools/stack/home.h"

probe_t *store_form_ask(loop_t *loop, probe_done_fn *done, void *context)
{
    static const char request[] =
        "EVAL \"return tonumber(redis.call('GET', KEYS[1])) or 0\" 1 " STORE_FORM_KEY "\r\n";
    return probe_new(loop, "unix:" HOME_REDIS, request, done, context);
}

long store_form_newer(text_t line)
{
    char digits[24] = "";
    if (line.size == 0 || line.data[0] != ':' || line.size > sizeof digits)
        return 0; /* what is wrong with it the processes tell */
    memcpy(digits, line.data + 1, line.size - 1);
    const long form = strtol(digits, NULL, 10);
    return form > strtol(STORE_FORM, NULL, 10) ? form : 0;
}
