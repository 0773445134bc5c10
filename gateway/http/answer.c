/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/answer.h"

#include <assert.h>

#include "base/json/write.h"

void answer_write(exchange_t *exchange, status_t status, text_t data)
{
    assert(exchange->state < EXCHANGE_ANSWERED);
    buffer_t *out = &exchange->answer;
    buffer_reserve(out, data.size + 128);
    buffer_append_literal(out, "{\"code\":");
    buffer_append_int(out, status_info(status)->code);
    buffer_append_literal(out, ",\"msg\":");
    json_write_string(out, text_of(contract_text(exchange->method, status)));
    buffer_append_literal(out, ",\"data\":");
    if (data.size > 0)
        buffer_append_text(out, data);
    else
        buffer_append_literal(out, "{}");
    buffer_append_char(out, '}');
    exchange->status = status;
    exchange->state = EXCHANGE_ANSWERED;
}

void answer_write_document(exchange_t *exchange, const document_t *document)
{
    assert(exchange->state < EXCHANGE_ANSWERED);
    exchange->document = document;
    exchange->status = STATUS_DONE;
    exchange->state = EXCHANGE_ANSWERED;
}
