/* SPDX-License-Identifier: Apache-2.0 */
/* The contract's tables agree with themselves. */
#include <criterion/criterion.h>

#include "proto/requests.h"
#include "tests/support/leak_check.h"
#include "tests/support/samples.h"

TestSuite(contract_table, .fini = leak_check);

Test(contract_table, method_ids_and_names_are_unique)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        cr_assert_eq(contract_method((unsigned)method->id), method);
        for (size_t other = 0; other < i; other++)
            cr_assert_str_neq(contract_at(other)->name, method->name);
    }
    cr_assert_null(contract_at(contract_count()));
    cr_assert_null(contract_method(0));
    cr_assert_null(contract_method(UINT32_MAX));
}

Test(contract_table, routes_are_unique_per_http_method)
{
    for (size_t i = 0; i < contract_count(); i++)
        for (size_t other = 0; other < i && contract_at(i)->path && contract_at(other)->path; other++)
            cr_assert(contract_at(i)->http_method != contract_at(other)->http_method ||
                          strcmp(contract_at(i)->path, contract_at(other)->path) != 0,
                      "%s", contract_at(i)->path);
}

Test(contract_table, callers_and_paths_agree)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        static const char *const bases[] = {
            "/session", [PRINCIPAL_STAFF] = "/qiyeweixin/", [PRINCIPAL_CUSTOMER] = "/gongzhonghao/"};
        const char *base = bases[method->caller];
        if (method->path && !method->is_public)
            cr_assert_eq(strncmp(method->path, base, strlen(base)), 0, "%s", method->path);
        for (principal_kind_t kind = PRINCIPAL_STAFF; kind <= PRINCIPAL_CUSTOMER; kind++)
            if (!method->is_public && (!method->caller || method->caller == kind))
                cr_assert_geq(method->id_offsets[kind], sizeof(record_t), "%s", method->name);
    }
}

static const field_t *field_by_key(const field_table_t *table, const char *key)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].key && strcmp(table->fields[i].key, key) == 0)
            return &table->fields[i];
    return NULL;
}

/* Services take a call's staff user and customer from there. */
Test(contract_table, ids_are_where_the_fields_put_them)
{
    static const struct {
        principal_kind_t kind;
        const char *key;
    } ids[] = {{PRINCIPAL_STAFF, "staff_id"}, {PRINCIPAL_CUSTOMER, "customer_id"}};
    for (size_t i = 0; i < contract_count(); i++)
        for (size_t j = 0; j < sizeof ids / sizeof *ids; j++) {
            const method_t *method = contract_at(i);
            const field_t *field = field_by_key(&method->request, ids[j].key);
            const size_t offset = method->id_offsets[ids[j].kind];
            cr_assert_leq(offset + sizeof(int64_t), method->request.record_size, "%s", method->name);
            cr_assert(!field || field->offset == offset, "%s %s", method->name, ids[j].key);
        }
}

Test(contract_table, record_without_an_id_names_nobody)
{
    const method_t method = {.id_offsets = {[PRINCIPAL_STAFF] = offsetof(contacts_request_t, staff_id)}};
    const contacts_request_t request = {.record.present = 1, .staff_id = 7, .customer_id = 9};
    cr_assert_eq(contract_id(&method, &request.record, PRINCIPAL_STAFF), 7);
    cr_assert_eq(contract_id(&method, &request.record, PRINCIPAL_CUSTOMER), 0);
}

/* What anybody may call is about nobody that a call could name; what services ask is not for HTTP. */
Test(contract_table, public_and_internal_methods_are_told_apart)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        for (size_t kind = 0; kind <= PRINCIPAL_CUSTOMER && method->is_public; kind++)
            cr_assert_eq(method->id_offsets[kind], 0, "%s", method->name);
        cr_assert(!method->is_public || !method->caller, "%s", method->name);
        cr_assert_eq(method->http_method == HTTP_OTHER, method->path == NULL, "%s", method->name);
        cr_assert(method->path || method->caller, "%s", method->name);
    }
}

/* Only who may answer raw has a status of their own for what is wrong with a request. */
Test(contract_table, callbacks_are_refused_without_an_envelope)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        cr_assert_eq(method->answers == ANSWERS_CALLBACK, method->invalid == STATUS_REFUSED, "%s",
                     method->name);
        cr_assert(method->answers == ANSWERS_ENVELOPE || (!method->rows && !method->data), "%s",
                  method->name);
    }
}

/* But for those that only tell the other side something. */
Test(contract_table, posts_write)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        const bool tells = method->id == METHOD_CUSTOMER_TYPING || method->id == METHOD_STAFF_TYPING;
        cr_assert(method->http_method != HTTP_POST || method->writes != tells, "%s", method->name);
    }
}

Test(contract_table, every_status_of_every_method_has_a_text)
{
    for (unsigned status = 0; status < STATUS_COUNT; status++) {
        const char *name = status_info(status)->name;
        cr_assert_not_null(name);
        for (size_t i = 0; i < contract_count(); i++)
            cr_assert_not_null(contract_text(contract_at(i), status), "%s %s", contract_at(i)->name, name);
        if (status != STATUS_DONE && status != STATUS_EMPTY && status != STATUS_RAW)
            cr_assert_not_null(contract_text(NULL, status), "%s", name);
    }
}

Test(contract_table, services_have_names)
{
    for (int i = 0; i <= SERVICE_NONE; i++)
        cr_assert_not_null(service_name((service_t)i));
}

Test(contract_table, fields_fit_their_records)
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++) {
        cr_assert_leq(table.fields->count, 64);
        for (size_t i = 0; i < table.fields->count; i++) {
            const field_t *field = &table.fields->fields[i];
            cr_assert(!field->key || field->offset >= sizeof(record_t), "%s.%s", table.name, field->name);
            cr_assert_lt(field->offset, table.fields->record_size);
            cr_assert(field->from != 0, "%s.%s", table.name, field->name);
            cr_assert_eq(field->type == FIELD_CHOICE, field->choices != NULL);
        }
    }
}

Test(contract_table, fields_have_names_and_places_of_their_own)
{
    sample_table_t table;
    for (size_t n = 0; sample_table(n, &table); n++)
        for (size_t i = 0; i < table.fields->count; i++) {
            const field_t *a = &table.fields->fields[i];
            cr_assert_eq(field_index(table.fields, text_of(a->name)), (int)i, "%s.%s", table.name, a->name);
            for (size_t other = 0; other < i; other++) {
                const field_t *b = &table.fields->fields[other];
                cr_assert(!a->key || !b->key || (strcmp(a->key, b->key) != 0 && a->offset != b->offset),
                          "%s.%s", table.name, a->name);
            }
        }
}

Test(contract_table, unknown_name_has_no_index)
{
    cr_assert_eq(field_index(&contract_at(0)->request, TEXT_LITERAL("no_such")), -1);
    cr_assert_eq(field_index(&contract_at(0)->request, TEXT_NONE), -1);
}

Test(contract_table, days_of_the_action_log_are_where_the_handler_looks)
{
    const field_table_t *fields = &contract_method(METHOD_ACTIONS)->request;
    cr_assert_str_eq(fields->fields[ACTIONS_FROM_DAY].key, "from_day");
    cr_assert_str_eq(fields->fields[ACTIONS_TO_DAY].key, "to_day");
}

Test(contract_table, pages_are_counted_from_1)
{
    page_t page = page_of(0, 0, 20);
    cr_assert(page.skip == 0 && page.length == 20);
    page = page_of(3, 10, 20);
    cr_assert(page.skip == 20 && page.length == 10);
    page = page_of(ID_MAX, PAGE_LENGTH_MAX, 20);
    cr_assert(page.skip == (ID_MAX - 1) * PAGE_LENGTH_MAX, "no overflow");
}
