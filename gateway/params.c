/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/params.h"

#include "base/json/write.h"
#include "gateway/form.h"
#include "proto/faults.h"
#include "proto/requests.h"

/* {"field": [{"message": …, "code": …}, …], …} */
static void add_errors(buffer_t *errors, const char *name, const faults_t *why)
{
    buffer_append_char(errors, errors->size ? ',' : '{');
    faults_write(errors, name, why);
}

static void add_error(buffer_t *errors, const char *name, text_t message)
{
    faults_t why = {.count = 0};
    buffer_append_text(&why.text, message);
    faults_add(&why, VALUE_INVALID);
    add_errors(errors, name, &why);
    faults_free(&why);
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

static bool is_caller(exchange_t *exchange, const field_t *field, const param_t *param)
{
    int64_t id;
    return !field->caller ||
           (text_to_int(raw_text(param->raw, &exchange->arena), &id) && id == exchange->caller.id);
}

/* Adds everything that is wrong with the field to `why`. */
static void read_field(exchange_t *exchange, size_t index, const given_t *given, faults_t *why)
{
    const field_table_t *table = &exchange->method->request;
    const field_t *field = &table->fields[index];
    if (!given->param) {
        if (!field->required)
            return;
        buffer_append_literal(&why->text, "不能为空");
        faults_add(why, VALUE_REQUIRED);
    } else if (given->again) {
        buffer_append_literal(&why->text, "重复的参数");
        faults_add(why, VALUE_INVALID);
    } else if (given->param->malformed.size > 0) {
        form_explain_escape(&why->text, given->param);
        faults_add(why, VALUE_INVALID);
    } else if (given->param->from == FROM_COOKIE) {
        /* Whoever has planted one that does not fit shuts nobody out: it counts as not given. */
        field_parse(table, index, given->param->raw, exchange->record, &exchange->arena, NULL);
    } else if (field_parse(table, index, given->param->raw, exchange->record, &exchange->arena, why) ==
                   VALUE_GOOD &&
               !is_caller(exchange, field, given->param)) {
        buffer_append_literal(&why->text, "与调用者不一致");
        faults_add(why, VALUE_INVALID);
    }
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
        add_error(errors, "msg_id", TEXT_LITERAL("重复的Idempotency-Key"));
        return false;
    }
    if (given.size > 0 && record_has(exchange->record, (size_t)i) && !text_equal(*key, given)) {
        add_error(errors, "msg_id", TEXT_LITERAL("与Idempotency-Key不一致"));
        return false;
    }
    if (given.size > 0) {
        faults_t why = {.count = 0};
        value_status_t status = field_parse(table, (size_t)i, (raw_t){RAW_TEXT, given}, exchange->record,
                                            &exchange->arena, &why);
        if (status != VALUE_GOOD)
            add_errors(errors, "msg_id", &why);
        faults_free(&why);
        if (status != VALUE_GOOD)
            return false;
    }
    exchange->message_key = *key;
    return true;
}

void params_write_fault(buffer_t *errors, const char *name, text_t message)
{
    add_error(errors, name, message);
    buffer_append_char(errors, '}');
}

bool params_read(exchange_t *exchange, buffer_t *errors)
{
    const field_table_t *table = &exchange->method->request;
    exchange->record = arena_new(&exchange->arena, table->record_size);
    memset(exchange->record, 0, table->record_size);
    given_t given[64] = {{NULL, false}};
    match_fields(exchange, given);
    faults_t why = {.count = 0};
    for (size_t i = 0; i < table->count; i++) {
        read_field(exchange, i, &given[i], &why);
        if (why.count > 0)
            add_errors(errors, table->fields[i].name, &why);
        faults_clear(&why);
    }
    faults_free(&why);
    if (errors->size == 0)
        take_header_key(exchange, errors);
    if (errors->size > 0)
        buffer_append_char(errors, '}');
    return errors->size == 0;
}

bool params_read_whole(exchange_t *exchange, buffer_t *errors)
{
    if (exchange->http_method == HTTP_POST)
        form_read_body(exchange);
    if (exchange->fault.size == 0)
        return params_read(exchange, errors);
    params_write_fault(errors, exchange->fault_from == FROM_QUERY ? "query" : "body", exchange->fault);
    return false;
}
