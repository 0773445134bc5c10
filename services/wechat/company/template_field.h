/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fields of a template, as a company's file names them: "thing1=text time2=time". WeChat refuses a
 * message (47003) one of whose values is none of its field's kind, which the field's name begins with.
 */
#ifndef LEIDA_SERVICES_WECHAT_COMPANY_TEMPLATE_FIELD_H
#define LEIDA_SERVICES_WECHAT_COMPANY_TEMPLATE_FIELD_H

#include "base/buffer.h"

typedef enum {
    TEMPLATE_THING,            /* 20 characters of any kind */
    TEMPLATE_CHARACTER_STRING, /* 32 digits, letters and symbols */
    TEMPLATE_NUMBER,           /* 32 digits */
    TEMPLATE_TIME,             /* of 24 hours, maybe with a date */
    TEMPLATE_DATE,
    TEMPLATE_NAME,  /* 10 Chinese characters, or 20 letters */
    TEMPLATE_PHRASE /* 5 Chinese characters */
} template_kind_t;

/* What is to stand in a field. */
typedef enum { TEMPLATE_OF_TEXT, TEMPLATE_OF_STAFF, TEMPLATE_OF_TIME, TEMPLATE_OF_COUNT } template_content_t;

typedef struct {
    text_t name; /* "thing1" */
    template_kind_t kind;
    template_content_t content;
} template_field_t;

enum { TEMPLATE_FIELDS_MAX = 16 };

/* What a list of fields looks like: for whoever has written another one. */
#define TEMPLATE_FIELDS_FORM                                                                                 \
    "thing1=CONTENT and the like, separated by spaces, 16 at most; CONTENT is text, staff, time or count; "  \
    "number takes count alone, time and date time, name staff, phrase text or staff, character_string time " \
    "or count"

/* Takes the next field off a list. False at its end, and where what comes next is none, or of a kind that
 * does not take its content. The name is the list's. */
bool template_field_next(const char **list, template_field_t *field);
/* Whether a list has fields alone, TEMPLATE_FIELDS_MAX at most; it may be empty. */
bool template_are_fields(const char *list);

#endif
