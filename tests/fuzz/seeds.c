/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes the seeds that the contract itself gives: seeds FOLDER makes FOLDER/TARGET/NAME for every method and
 * every record, with the least and the most that their fields take, up to SEED_MAX bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json/write.h"
#include "proto/signature.h"
#include "tests/support/samples.h"
#include "tools/leidactl/common/line.h"

enum { SEED_MAX = 4096 };

static const char *folder;

static void write_seed(const char *target, const char *name, sample_t which, const buffer_t *seed)
{
    buffer_t path = {0};
    if (seed->size > SEED_MAX)
        return;
    buffer_append_format(&path, "%s/%s%c", folder, target, '\0');
    mkdir(path.data, 0777);
    path.size--;
    buffer_append_format(&path, "/%s-%s%c", name, which == SAMPLE_MOST ? "most" : "least", '\0');
    if (!file_replace(path.data, buffer_text(seed))) {
        perror(path.data);
        exit(1);
    }
    buffer_free(&path);
}

/* ---- msgpack ---- */

static void write_record(buffer_t *out, const field_table_t *fields, sample_t which)
{
    arena_t arena = {0};
    record_t *record = sample_record(fields, which, &arena);
    record_encode(out, fields, record);
    free(record);
    arena_free(&arena);
}

/* `first`: as record_fuzz.c reads it. */
static void record_seed(size_t first, const sample_table_t *table, sample_t which)
{
    buffer_t seed = {0};
    buffer_append_char(&seed, (char)first);
    write_record(&seed, table->fields, which);
    write_seed("record", table->name, which, &seed);
    buffer_free(&seed);
}

static void envelope_seed(const method_t *method, sample_t which)
{
    buffer_t body = {0}, seed = {0};
    write_record(&body, &method->request, which);
    const envelope_t call = {.kind = ENVELOPE_CALL,
                             .id = UINT64_C(0xfedcba9876543210),
                             .method = method->id,
                             .principal = {method->caller, which == SAMPLE_MOST ? ID_MAX : 1},
                             .deadline = 5000,
                             .idempotency_key = TEXT_LITERAL("key-1"),
                             .trace = TEXT_LITERAL("4bf92f3577b34da6a3ce929d0e0e4736"),
                             .body = buffer_text(&body)};
    const envelope_t reply = {ENVELOPE_REPLY, .id = 2, .status = STATUS_EMPTY, .body = TEXT_LITERAL("{}")};
    envelope_write(&seed, &call);
    envelope_write(&seed, &reply);
    envelope_write(&seed, &(envelope_t){.kind = ENVELOPE_PING, .id = 3});
    write_seed("envelope", method->name, which, &seed);
    buffer_free(&seed);
    buffer_free(&body);
}

/* A call with the required fields only: others change what a handler asks Redis. */
static void write_bare_record(buffer_t *out, const field_table_t *fields)
{
    arena_t arena = {0};
    record_t *record = sample_record(fields, SAMPLE_LEAST, &arena);
    for (size_t i = 0; i < fields->count; i++)
        if (!fields->fields[i].required)
            record->present &= ~(UINT64_C(1) << i);
    record_encode(out, fields, record);
    free(record);
    arena_free(&arena);
}

static void service_seed(const method_t *method, sample_t which)
{
    buffer_t body = {0}, seed = {0};
    if (which == SAMPLE_MOST)
        write_record(&body, &method->request, which);
    else
        write_bare_record(&body, &method->request);
    buffer_append_char(&seed, (char)method->id);
    buffer_append_char(&seed, 0);
    buffer_append_char(&seed, (char)(body.size >> 8));
    buffer_append_char(&seed, (char)body.size);
    buffer_append_text(&seed, buffer_text(&body));
    write_seed(service_name(method->service), method->name, which, &seed);
    buffer_free(&seed);
    buffer_free(&body);
}

/* ---- text ---- */

static void write_encoded(buffer_t *out, text_t text)
{
    for (size_t i = 0; i < text.size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-')
            buffer_append_char(out, (char)c);
        else
            buffer_append_format(out, "%%%02X", c);
    }
}

/* The fields that come from there, as a query or a form. */
static void write_form(buffer_t *out, const field_table_t *fields, sample_t which, unsigned from)
{
    for (size_t i = 0; i < fields->count; i++) {
        const field_t *field = &fields->fields[i];
        buffer_t value = {0};
        if (!(field->from & from))
            continue;
        sample_write(&value, field, which);
        buffer_append_format(out, "&%s=", field->name);
        write_encoded(out, buffer_text(&value));
        buffer_free(&value);
    }
}

static void write_json_value(buffer_t *out, const field_t *field, sample_t which)
{
    buffer_t value = {0};
    if (field->type == FIELD_TIME)
        buffer_append_literal(&value, "2018-09-21T15:18:01.548");
    else
        sample_write(&value, field, which);
    if (field->type == FIELD_INT || field->type == FIELD_CONTENT || field->type == FIELD_IDS ||
        field->type == FIELD_SWITCH)
        buffer_append_text(out, buffer_text(&value));
    else
        json_write_string(out, buffer_text(&value));
    buffer_free(&value);
}

static void write_json(buffer_t *out, const field_table_t *fields, sample_t which, unsigned from)
{
    for (size_t i = 0; i < fields->count; i++) {
        const field_t *field = &fields->fields[i];
        if (from && !(field->from & from))
            continue;
        buffer_append_format(out, "%s\"%s\":", out->data[out->size - 1] == '{' ? "" : ",", field->name);
        write_json_value(out, field, which);
    }
    buffer_append_char(out, '}');
}

/* A line of leidactl's files. */
static void import_seed(record_kind_t kind, sample_t which)
{
    buffer_t seed = {0};
    buffer_append_format(&seed, "{\"type\":\"%s\"", kind_name(kind));
    write_json(&seed, kind_table(kind), which, 0);
    write_seed("import", kind_name(kind), which, &seed);
    buffer_free(&seed);
}

static void write_credentials(buffer_t *out)
{
    char hash[HASH_MD5_SIZE];
    const text_t timestamp = TEXT_LITERAL("1537514281548");
    hash_md5(hash, timestamp, TEXT_LITERAL("token"));
    buffer_append_format(out, "user_id=1&timestamp=%.*s&rand_str=%.*s", TEXT_ARG(timestamp), HASH_MD5_SIZE,
                         hash);
}

static void write_multipart(buffer_t *out, const field_table_t *fields, sample_t which)
{
    for (size_t i = 0; i < fields->count; i++) {
        if (!(fields->fields[i].from & FROM_BODY))
            continue;
        buffer_append_format(out, "--b\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n",
                             fields->fields[i].name);
        sample_write(out, &fields->fields[i], which);
        buffer_append_literal(out, "\r\n");
    }
    buffer_append_literal(out, "--b--\r\n");
}

typedef enum { KIND_GET, KIND_FORM, KIND_JSON, KIND_MULTIPART, KIND_CHUNKED, KINDS } request_kind_t;

static const struct {
    const char *name, *type;
} kinds[KINDS] = {
    [KIND_GET] = {"get", NULL},
    [KIND_FORM] = {"form", "application/x-www-form-urlencoded"},
    [KIND_JSON] = {"json", "application/json"},
    [KIND_MULTIPART] = {"multipart", "multipart/form-data; boundary=b"},
    [KIND_CHUNKED] = {"chunked", "application/json; charset=utf-8"},
};

static void write_body(buffer_t *out, const field_table_t *fields, sample_t which, request_kind_t kind)
{
    if (kind == KIND_FORM)
        write_form(out, fields, which, FROM_BODY);
    else if (kind == KIND_MULTIPART)
        write_multipart(out, fields, which);
    else if (kind != KIND_GET) {
        buffer_append_char(out, '{');
        write_json(out, fields, which, FROM_BODY);
    }
}

static void write_target(buffer_t *out, const method_t *method, sample_t which)
{
    const size_t fixed = strcspn(method->path, "{");
    buffer_append_format(out, CONTRACT_BASE_PATH "%.*s%s?", (int)fixed, method->path,
                         method->path[fixed] ? "1" : "");
    write_credentials(out);
    if (method->http_method == HTTP_GET)
        write_form(out, &method->request, which, FROM_QUERY);
}

/* From the request line to the last byte of the body. */
static void write_request(buffer_t *out, const method_t *method, sample_t which, request_kind_t kind)
{
    buffer_t body = {0};
    write_body(&body, &method->request, which, kind);
    buffer_append_text(out, kind == KIND_GET ? TEXT_LITERAL("GET ") : TEXT_LITERAL("POST "));
    write_target(out, method, which);
    buffer_append_literal(out, " HTTP/1.1\r\nHost: a.example\r\n");
    if (kinds[kind].type)
        buffer_append_format(out, "Content-Type: %s\r\n", kinds[kind].type);
    if (kind == KIND_CHUNKED)
        buffer_append_format(out, "Transfer-Encoding: chunked\r\n\r\n%zx\r\n%.*s\r\n0\r\n\r\n", body.size,
                             TEXT_ARG(buffer_text(&body)));
    else if (kind == KIND_GET)
        buffer_append_literal(out, "\r\n");
    else
        buffer_append_format(out, "Content-Length: %zu\r\n\r\n%.*s", body.size, TEXT_ARG(buffer_text(&body)));
    buffer_free(&body);
}

static void request_seed(const method_t *method, sample_t which, request_kind_t kind)
{
    buffer_t seed = {0}, name = {0};
    write_request(&seed, method, which, kind);
    buffer_append_format(&name, "%s-%s%c", method->name, kinds[kind].name, '\0');
    write_seed("request", name.data, which, &seed);
    write_seed("head", name.data, which, &seed);
    buffer_free(&name);
    buffer_free(&seed);
}

/* As multipart_fuzz.c reads it. */
static void multipart_seed(const method_t *method, sample_t which)
{
    buffer_t seed = {0};
    buffer_append_format(&seed, "%s\n", kinds[KIND_MULTIPART].type);
    write_multipart(&seed, &method->request, which);
    write_seed("multipart", method->name, which, &seed);
    buffer_free(&seed);
}

static void form_seed(const method_t *method, sample_t which)
{
    buffer_t seed = {0};
    write_credentials(&seed);
    write_form(&seed, &method->request, which, FROM_QUERY | FROM_BODY);
    write_seed("form", method->name, which, &seed);
    buffer_free(&seed);
}

/* Lines as auth_fuzz.c reads them. */
static void auth_seeds(void)
{
    static const char digest[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    buffer_t seed = {0};
    buffer_append_literal(&seed, "1token\n\n/a\n");
    write_credentials(&seed);
    buffer_append_char(&seed, '\n');
    write_seed("auth", "query", SAMPLE_LEAST, &seed);
    buffer_clear(&seed);
    buffer_append_format(&seed, "1token\n%s user_id=1, timestamp=1537514281548, nonce=\"0123456789abcdef\",",
                         SIGNATURE_SCHEME);
    buffer_append_format(&seed, "body_sha256=%s, signature=%s\n/a\nb=2&a=%%31\n", digest, digest);
    write_seed("auth", "header", SAMPLE_LEAST, &seed);
    buffer_free(&seed);
}

/* ---- all ---- */

static void method_seeds(const method_t *method, sample_t which)
{
    envelope_seed(method, which);
    service_seed(method, which);
    form_seed(method, which);
    if (!method->path)
        return;
    if (method->http_method == HTTP_GET) {
        request_seed(method, which, KIND_GET);
        return;
    }
    multipart_seed(method, which);
    for (request_kind_t kind = KIND_FORM; kind < KINDS; kind++)
        request_seed(method, which, kind);
}

static void all_seeds(sample_t which)
{
    const size_t methods = contract_count();
    sample_table_t table;
    for (size_t i = 0; i < methods; i++)
        method_seeds(contract_at(i), which);
    for (size_t i = 0; sample_table(i, &table); i++)
        record_seed(i < methods ? contract_at(i)->id : i - methods + METHOD_LIMIT, &table, which);
    for (record_kind_t kind = KIND_NONE + 1; kind < KIND_COUNT; kind++)
        import_seed(kind, which);
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    folder = argv[1];
    mkdir(folder, 0777);
    all_seeds(SAMPLE_LEAST);
    all_seeds(SAMPLE_MOST);
    auth_seeds();
    return 0;
}
