/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The limits of a field, held against a value: the same ones whether it comes as a parameter (parse.c) or
 * over the wire (record.c). Used by those two alone.
 */
#ifndef LEIDA_PROTO_FIELD_CHECK_H
#define LEIDA_PROTO_FIELD_CHECK_H

#include "proto/field.h"

/* FIELD_INT and FIELD_PERCENT. */
value_status_t field_check_int(const field_t *field, int64_t value);
/* FIELD_TEXT, FIELD_VISIBLE, FIELD_PHONE, FIELD_EMAIL, FIELD_PATH and FIELD_BYTES. */
value_status_t field_check_text(const field_t *field, text_t text);
/* FIELD_DATE: a day that date_read can give, or DAY_NONE where the date may be empty. */
bool field_check_day(const field_t *field, int64_t day);
/* FIELD_CHOICE: the index of one of the choices. */
bool field_check_choice(const field_t *field, int64_t index);

#endif
