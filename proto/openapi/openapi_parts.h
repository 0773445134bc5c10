/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of openapi.json: the schemas of parameters and of rows of answers, and what the methods share. */
#ifndef LEIDA_PROTO_OPENAPI_OPENAPI_PARTS_H
#define LEIDA_PROTO_OPENAPI_OPENAPI_PARTS_H

#include "base/json/build.h"
#include "proto/contract.h"

/* Where the schemas of contents are: as answers have them, and as the two sides send them. */
#define OPENAPI_SCHEMAS "#/components/schemas/"
#define OPENAPI_CONTENT OPENAPI_SCHEMAS "content"
#define OPENAPI_CONTENT_OF_CUSTOMER OPENAPI_SCHEMAS "content_of_customer"
#define OPENAPI_CONTENT_OF_STAFF OPENAPI_SCHEMAS "content_of_staff"

/* Adds a description to the object that is open, if there is one. */
void openapi_add_description(buffer_t *out, const char *text);
/* Adds the member `name`: the schema that a value of the field must fit. */
void openapi_add_field(buffer_t *out, const char *name, const field_t *field);
/* Adds the columns as members of the `properties` that are open. */
void openapi_add_properties(buffer_t *out, const column_table_t *table);
/* The same as `properties` of the object that is open, all of them required. */
void openapi_add_members(buffer_t *out, const column_table_t *table);
/* Adds `ret_data` to the `properties` that are open: a list of rows, each with all the columns, and with the
 * members of a content where they are `messages`. */
void openapi_add_rows(buffer_t *out, const column_table_t *table, bool messages);
/* Adds the schemas of contents, under the names above. */
void openapi_add_contents(buffer_t *out);
/* Whether a field of the method is a part of its body, and no parameter. */
bool openapi_is_in_body(const method_t *method, const field_t *field);
/* Adds the schema of a POST's body, under the method's name. */
void openapi_add_body(buffer_t *out, const method_t *method);
/* Adds `components`: the schemas of answers, contents and bodies, and how callers prove who they are. */
void openapi_add_components(buffer_t *out);

#endif
