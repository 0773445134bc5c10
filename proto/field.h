/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record is a plain C struct described by a table of fields. From the table come: reading parameters
 * (field_parse), the msgpack form on the wire and in Redis (record_encode, record_decode), import and export
 * of leidactl, openapi.json and the contract tests. Every record begins with record_t.
 */
#ifndef LEIDA_PROTO_FIELD_H
#define LEIDA_PROTO_FIELD_H

#include "base/arena.h"
#include "base/buffer.h"

/* The largest id: what every JSON reader can hold exactly (api.md 1). */
#define ID_MAX INT64_C(9007199254740991)

/* A date that is there but empty. */
#define DAY_NONE INT64_MIN

typedef struct {
    uint64_t present; /* bit i: field i of the table was given */
} record_t;

typedef struct {
    text_t stored;     /* the members without the outer braces, as content_check made them */
    int64_t info_type; /* 1..6 */
    bool collides;     /* a member has the name of a field that the server sets somewhere */
} content_t;

typedef struct {
    const int64_t *values;
    size_t count;
} id_list_t;

typedef enum {
    FIELD_INT,     /* int64_t, min..max */
    FIELD_TEXT,    /* text_t, UTF-8, min..max characters */
    FIELD_VISIBLE, /* text_t, visible ASCII (0x21..0x7e), min..max characters */
    FIELD_DATE, /* int64_t, day number; "2018-06-01" or "2018-6-1"; empty is DAY_NONE where min is 0 (else 1)
                 */
    FIELD_TIME, /* int64_t, ms since 1970; local time as text: files of leidactl only, read by common/clock */
    FIELD_CHOICE,  /* int64_t, index into `choices` */
    FIELD_PERCENT, /* int64_t, min..max, one trailing % taken off */
    FIELD_PHONE,   /* text_t, mainland mobile: 1[3-9] and 9 digits; empty where min is 0 */
    FIELD_EMAIL,   /* text_t, something@domain.tld; empty where min is 0 */
    FIELD_CONTENT, /* content_t, JSON text; min is the content_side_t of the sender */
    FIELD_IDS,     /* id_list_t, JSON text: a list of at most `max` ids */
    FIELD_SWITCH,  /* int64_t 0|1, JSON true or false: files of leidactl only */
    FIELD_PATH,    /* text_t, a place in our own pages: UTF-8 from "/" on without control characters, up to
                      max bytes, and nothing that a browser takes for another host: no "//", no "/\\" */
    FIELD_BYTES    /* text_t, whatever came, min..max bytes: of bodies that the service reads itself */
} field_type_t;

typedef enum {
    FROM_QUERY = 1,
    FROM_BODY = 2,
    FROM_PATH = 4,
    FROM_COOKIE = 8, /* the cookie CONTRACT_LOGIN_COOKIE; one that does not fit counts as not given */
    FROM_RAW = 16    /* the whole body as it came, of any content type */
} field_from_t;

typedef struct {
    const char *name;           /* at the HTTP edge and in files */
    const char *key;            /* on the wire and in Redis; NULL: for the gateway alone */
    const char *help;           /* one line for openapi.json and help */
    const char *const *choices; /* NULL-terminated */
    int64_t min, max;
    int64_t zero; /* FIELD_INT: what a given 0 stands for */
    field_type_t type;
    uint8_t from; /* field_from_t, or-ed */
    bool required;
    bool may_be_empty; /* where it is required: a text that is there and empty is one */
    bool caller;       /* if given it must equal the caller's id */
    bool clears;       /* its min is 0, and what is empty or JSON null stands for that: no text, no date, 0 */
    uint16_t offset;   /* of the member in the record; 0, where no member is: only checked, not kept */
} field_t;

typedef struct {
    const field_t *fields;
    size_t count;       /* at most 64 */
    size_t record_size; /* sizeof the record's struct */
} field_table_t;

#define FIELD_TABLE(table, type)                                                                             \
    {                                                                                                        \
        (table), sizeof(table) / sizeof(*(table)), sizeof(type)                                              \
    }

/* What is wrong with a value; the names are api.md's error codes. */
typedef enum {
    VALUE_GOOD,
    VALUE_REQUIRED,
    VALUE_INVALID,
    VALUE_MIN_VALUE,
    VALUE_MAX_VALUE,
    VALUE_MAX_LENGTH
} value_status_t;

/* "required", "invalid", … of api.md 1. */
const char *value_status_code(value_status_t status);

/* A raw value as it came: text of a form or query, or the text of a JSON value. */
typedef enum { RAW_TEXT, RAW_JSON } raw_kind_t;

typedef struct {
    raw_kind_t kind;
    text_t text;
} raw_t;

/* The plain text of it: of a JSON string what is inside, of a whole number its digits, of other JSON the text
 * itself. In borrowed or arena memory. */
text_t raw_text(raw_t raw, arena_t *arena);

typedef struct faults faults_t; /* faults.h */

/* Checks one raw value and puts it into the record (in borrowed or arena memory), marking it present. On
 * failure the record is unchanged, `why` (maybe NULL) gets everything that is wrong, and the status is that
 * of the first. */
value_status_t field_parse(const field_table_t *table, size_t index, raw_t raw, record_t *record,
                           arena_t *arena, faults_t *why);

/* The index of a field by its name at the edge; -1 when there is none. */
int field_index(const field_table_t *table, text_t name);

/* Whether the record's field with this index in its table was given. */
static inline bool record_has(const record_t *record, size_t index)
{
    return (record->present >> index & 1) != 0;
}

/* Appends the record's present fields as a msgpack map by key. */
void record_encode(buffer_t *out, const field_table_t *table, const record_t *record);
/* Fills a zeroed record from such a map, checking types and limits again; unknown keys are ignored.
 * Slices borrow from `bytes`, id lists live in the arena. False when the bytes are not exactly one
 * well-formed map, a key comes twice, a value is out of its limits or a required field is missing. */
bool record_decode(record_t *record, const field_table_t *table, text_t bytes, arena_t *arena);

#endif
