/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/qr/qr_store.h"

#include "common/store/keys.h"
#include "services/wechat/company/web_address.h"
#include "services/wechat/core/pass.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/qr/picture.h"

static const field_t fields[] = {
    {.name = "image",
     .key = "image",
     .offset = offsetof(qr_code_t, image),
     .type = FIELD_VISIBLE,
     .max = SECRET_NAME_SIZE},
    {.name = "url",
     .key = "url",
     .offset = offsetof(qr_code_t, url),
     .type = FIELD_VISIBLE,
     .max = QR_TEXT_MAX},
    {.name = "expires",
     .key = "expires",
     .offset = offsetof(qr_code_t, expires),
     .type = FIELD_INT,
     .max = ID_MAX},
};
static const field_table_t table = FIELD_TABLE(fields, qr_code_t);

static char own_family[] = "own", image_family[] = "qr";

void qr_store_write_owner(buffer_t *out, text_t appid, text_t scene, const char *kind)
{
    buffer_append_format(out, "%.*s:%.*s:%s", TEXT_ARG(appid), TEXT_ARG(scene), kind);
}

static void call_foreign(job_t *job, const char *family, const redis_reply_t *reply)
{
    job_foreign(job, FOREIGN_WECHAT, reply, keys_wx, family, TEXT_LITERAL("…"));
}

static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_ERROR)
        call_foreign(job, into, reply);
}

static void keep(job_t *job, char *family, text_t name, text_t value, int64_t ms)
{
    command_t *command = job_command(job);
    command_add_literal(command, "SET");
    command_add(command, keys_wx, family, name);
    command_add_text(command, value);
    if (ms > 0) {
        command_add_literal(command, "PX");
        command_add_int(command, ms);
    }
    job_send_durable(job, take_done, family);
}

void qr_store_keep(job_t *job, text_t owner, qr_code_t *code, int64_t now)
{
    const int64_t ms = code->expires > 0 ? code->expires - now : 0;
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, &table, &code->record);
    text_t record = arena_copy(job->arena, buffer_text(scratch));
    keep(job, image_family, code->image, code->url, ms);
    keep(job, own_family, owner, record, ms);
}

static void take_code(job_t *job, void *into, const redis_reply_t *reply)
{
    qr_code_t *code = into;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    const bool good = reply->type == REDIS_REPLY_STRING &&
                      record_decode(&code->record, &table, arena_copy(job->arena, redis_text(reply)),
                                    job->arena) &&
                      secret_name_is(code->image, SECRET_NAME_SHARE) && web_address_host(code->url).size > 0;
    if (!good)
        call_foreign(job, own_family, reply);
}

void qr_store_read(job_t *job, text_t owner, qr_code_t *code)
{
    command_t *command = job_command(job);
    command_add_literal(command, "GET");
    command_add(command, keys_wx, own_family, owner);
    job_send(job, take_code, code);
}

static void take_url(job_t *job, void *into, const redis_reply_t *reply)
{
    text_t *url = into;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    if (reply->type == REDIS_REPLY_STRING && reply->len <= QR_TEXT_MAX)
        *url = arena_copy(job->arena, redis_text(reply));
    else
        call_foreign(job, image_family, reply);
}

void qr_store_read_url(job_t *job, text_t image, text_t *url)
{
    command_t *command = job_command(job);
    *url = TEXT_NONE;
    command_add_literal(command, "GET");
    command_add(command, keys_wx, image_family, image);
    job_send(job, take_url, url);
}
