/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/params.h"

#include "proto/json_write.h"
#include "proto/requests.h"

/* {"field": [{"message": …, "code": …}], …} */
static void add_error(buffer_t *errors, const char *name, text_t message, value_status_t status)
{
    buffer_append_char(errors, errors->size ? ',' : '{');
    json_write_string(errors, text_of(name));
    buffer_append_literal(errors, ":[{\"message\":");
    json_write_string(errors, message);
    buffer_append_literal(errors, ",\"code\":\"");
    buffer_append_text(errors, text_of(value_status_code(status)));
    buffer_append_literal(errors, "\"}]");
}

typedef struct {
    const param_t *param;
    bool again; /* given more than once */
} given_t;

/* Which parameter each field was given as. */
static void match_fields(const exchange_t *exchange, given_t *given)
{
    const field_table_t *table = &exchange->method->request;
    for (size_t n = 0; n < exchange->params.count; n++) {
        const param_t *param = &exchange->params.list[n];
        int i = field_index(table, param->name);
        if (i < 0 || !(table->fields[i].from & param->from))
            continue;
        given[i].again = given[i].param != NULL;
        given[i].param = param;
    }
}

static bool is_caller(const field_t *field, const param_t *param, int64_t caller)
{
    text_t text = param->raw.text;
    if (param->raw.kind == RAW_JSON && text.size >= 2 && text.data[0] == '"')
        text = (text_t){text.data + 1, text.size - 2};
    int64_t id;
    return !field->caller || (text_to_int(text, &id) && id == caller);
}

static value_status_t read_field(exchange_t *exchange, size_t index, const given_t *given, buffer_t *why)
{
    const field_table_t *table = &exchange->method->request;
    const field_t *field = &table->fields[index];
    value_status_t status = VALUE_GOOD;
    if (!given->param) {
        status = field->required ? VALUE_REQUIRED : VALUE_GOOD;
        if (status == VALUE_REQUIRED)
            buffer_append_literal(why, "不能为空");
    } else if (given->again || given->param->malformed) {
        status = VALUE_INVALID;
        buffer_append_text(why, given->again ? TEXT_LITERAL("重复的参数") : TEXT_LITERAL("编码不正确"));
    } else {
        status = field_parse(table, index, given->param->raw, exchange->record, &exchange->arena, why);
        if (status == VALUE_GOOD && !is_caller(field, given->param, exchange->caller.id)) {
            status = VALUE_INVALID;
            buffer_append_literal(why, "与调用者不一致");
        }
    }
    return status;
}

/* The idempotency key may come as a header too (api.md 2); given both ways it must be the same. */
static bool take_header_key(exchange_t *exchange, buffer_t *errors)
{
    const field_table_t *table = &exchange->method->request;
    int i = exchange->method->writes ? field_index(table, TEXT_LITERAL("msg_id")) : -1;
    if (i < 0)
        return true;
    text_t *key = (text_t *)((char *)exchange->record + table->fields[i].offset);
    text_t given = exchange->head.idempotency_key;
    if (exchange->head.key_twice) {
        add_error(errors, "msg_id", TEXT_LITERAL("重复的Idempotency-Key"), VALUE_INVALID);
        return false;
    }
    if (given.size > 0 && record_has(exchange->record, (size_t)i) && !text_equal(*key, given)) {
        add_error(errors, "msg_id", TEXT_LITERAL("与Idempotency-Key不一致"), VALUE_INVALID);
        return false;
    }
    if (given.size > 0) {
        buffer_t why = {0};
        value_status_t status = field_parse(table, (size_t)i, (raw_t){RAW_TEXT, given}, exchange->record,
                                            &exchange->arena, &why);
        if (status != VALUE_GOOD)
            add_error(errors, "msg_id", buffer_text(&why), status);
        buffer_free(&why);
        if (status != VALUE_GOOD)
            return false;
    }
    exchange->message_key = *key;
    return true;
}

void params_write_fault(buffer_t *errors, const char *name, const char *message)
{
    add_error(errors, name, text_of(message), VALUE_INVALID);
    buffer_append_char(errors, '}');
}

bool params_read(exchange_t *exchange, buffer_t *errors)
{
    const field_table_t *table = &exchange->method->request;
    exchange->record = arena_new(&exchange->arena, table->record_size);
    memset(exchange->record, 0, table->record_size);
    given_t given[64] = {{NULL, false}};
    match_fields(exchange, given);
    buffer_t why = {0};
    for (size_t i = 0; i < table->count; i++) {
        value_status_t status = read_field(exchange, i, &given[i], &why);
        if (status != VALUE_GOOD)
            add_error(errors, table->fields[i].name, buffer_text(&why), status);
        buffer_clear(&why);
    }
    buffer_free(&why);
    if (errors->size == 0)
        take_header_key(exchange, errors);
    if (errors->size > 0)
        buffer_append_char(errors, '}');
    return errors->size == 0;
}
