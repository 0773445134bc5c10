/* SPDX-License-Identifier: Apache-2.0 */
/* Requests to the admin address: any bytes get one whole response. */
#include "common/observe/admin_answer.h"

#include <stdio.h>

#include "tests/fuzz/fuzz.h"

static bool tell_ready(void *context, buffer_t *out)
{
    buffer_append_literal(out, "redis: not connected");
    return *(bool *)context;
}

static void tell_metrics(void *context, buffer_t *out)
{
    (void)context;
    buffer_append_literal(out, "leida_up 1\n");
}

/* Content-Length is the length of what follows the head. */
static void check_response(buffer_t *response)
{
    unsigned status = 0;
    size_t length = 0;
    buffer_append_char(response, '\0');
    const char *head_end = strstr(response->data, "\r\n\r\n");
    const char *length_at = strstr(response->data, "Content-Length: ");
    HOLDS(head_end && length_at && length_at < head_end);
    HOLDS(sscanf(response->data, "HTTP/1.0 %3u ", &status) == 1 && status >= 200 && status <= 503);
    HOLDS(sscanf(length_at, "Content-Length: %zu\r", &length) == 1);
    HOLDS(length == strlen(head_end + 4) &&
          response->size == (size_t)(head_end - response->data) + 5 + length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t head = {(const char *)data, size};
    bool ready = (fuzz_take_byte(&head) & 1) != 0;
    const admin_source_t source = {.ready = tell_ready, .metrics = tell_metrics, .context = &ready};
    buffer_t response = {0};
    if (admin_head_is_complete(head))
        admin_answer(&source, head, &response);
    else
        admin_answer_too_long(&response);
    check_response(&response);
    buffer_free(&response);
    return 0;
}
