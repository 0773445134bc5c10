/* SPDX-License-Identifier: Apache-2.0 */
/* The chat service behind a server and a client, on a Redis of its own: staff user 7 and customer 9. */
#ifndef LEIDA_TESTS_CHAT_SERVICE_H
#define LEIDA_TESTS_CHAT_SERVICE_H

#include "services/chat/chat.h"
#include "tests/support/service_fixture.h"

struct json_t; /* of jansson */

typedef struct {
    service_fixture_t base;
    struct json_t *data; /* of the last answer; NULL when it was empty */
    status_t status;     /* of the last answer */
    int64_t issued;      /* of the calls that are asked; 0: now */
} chat_service_t;

chat_service_t *chat_service_new(void);
void chat_service_destroy(chat_service_t *self);

/* Calls a method as the staff user 7 or the customer 9, whose the method is; the peer's id is added. */
void chat_service_ask(chat_service_t *self, method_id_t method, const char *const *parameters);
/* The same with a call id and retries. */
void chat_service_ask_again(chat_service_t *self, method_id_t method, uint64_t id, unsigned retries,
                            const char *const *parameters);
/* Sends a text message and expects it done. */
void chat_service_say(chat_service_t *self, method_id_t method, const char *text);

/* Compares the last answer's data with JSON text, in which 0 stands for any `dateTime`. */
void chat_service_expect(chat_service_t *self, status_t status, const char *json);
/* A number of the last answer's data; of row `row` of ret_data. */
int64_t chat_service_number(chat_service_t *self, const char *name);
int64_t chat_service_row_number(chat_service_t *self, size_t row, const char *name);
size_t chat_service_rows(chat_service_t *self);

#endif
