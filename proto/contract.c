/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/contract.h"

#include "proto/contract_parts.h"
#include "proto/requests.h"

const char *const rows_form_choices[] = {[ROWS_PLAIN] = "plain", [ROWS_FULL] = "full", NULL};

static const struct {
    const method_t *methods;
    const size_t *count;
} rooms[] = {
    {contract_chat, &contract_chat_count},       {contract_crm, &contract_crm_count},
    {contract_follow, &contract_follow_count},   {contract_actionlog, &contract_actionlog_count},
    {contract_session, &contract_session_count}, {contract_media, &contract_media_count},
    {contract_wechat, &contract_wechat_count},   {contract_internal, &contract_internal_count},
};
enum { ROOM_COUNT = sizeof rooms / sizeof *rooms };

size_t contract_count(void)
{
    size_t count = 0;
    for (size_t i = 0; i < ROOM_COUNT; i++)
        count += *rooms[i].count;
    return count;
}

const method_t *contract_at(size_t index)
{
    for (size_t i = 0; i < ROOM_COUNT; i++) {
        if (index < *rooms[i].count)
            return &rooms[i].methods[index];
        index -= *rooms[i].count;
    }
    return NULL;
}

const method_t *contract_method(unsigned id)
{
    for (size_t i = 0; i < contract_count(); i++)
        if ((unsigned)contract_at(i)->id == id)
            return contract_at(i);
    return NULL;
}

const char *contract_text(const method_t *method, unsigned status)
{
    if (method && (status == STATUS_DONE || status == STATUS_RAW))
        return method->done;
    if (method && status == STATUS_EMPTY)
        return method->empty ? method->empty : method->done;
    return status_info(status)->text;
}

bool contract_decode(const method_t *method, const principal_t *caller, text_t body, record_t *record,
                     arena_t *arena)
{
    size_t id = method->id_offsets[caller->kind];
    bool may = method->is_public || method->caller ? caller->kind == method->caller : id > 0;
    if (!may || !record_decode(record, &method->request, body, arena))
        return false;
    if (id > 0)
        *(int64_t *)((char *)record + id) = caller->id;
    return true;
}

int64_t contract_id(const method_t *method, const record_t *record, principal_kind_t kind)
{
    const size_t offset = method->id_offsets[kind];
    return offset ? *(const int64_t *)(const void *)((const char *)record + offset) : 0;
}

const char *contract_count_name(const method_t *method)
{
    return method->count ? method->count : "data_count";
}

const char *service_name(service_t service)
{
    static const char *const names[SERVICE_COUNT + 1] = {"chat", "crm", "actionlog", "wechat", "gateway"};
    return names[service];
}

page_t page_of(int64_t page, int64_t length, int64_t default_length)
{
    int64_t rows = length > 0 ? length : default_length;
    return (page_t){page > 1 ? (page - 1) * rows : 0, rows};
}
