/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/page.h"

#include "base/clock.h"
#include "proto/content.h"

const page_form_t page_customer_new = {&customer_new_page_columns, &customer_row_columns, false};
const page_form_t page_customer_history = {&customer_page_columns, &customer_row_columns, true};
const page_form_t page_staff = {&staff_page_columns, &staff_row_columns, false};

enum { NAMES_MAX = 40 };

void people_read(job_t *job, people_t *people)
{
    profiles_read_staff(job, job->staff_id, &people->staff);
    profiles_read_customer(job, job->customer_id, &people->customer);
}

/* Content that has a name of ours loses that member: content never overrides what the server sets. What it
 * sets on one side it owns on both, so that neither side can be shown a forged field. */
static void content_write_under(buffer_t *out, text_t stored)
{
    static const column_table_t *const messages[] = {&customer_new_message_columns, &customer_message_columns,
                                                     &staff_message_columns};
    text_t names[NAMES_MAX];
    size_t count = 0;
    for (size_t i = 0; i < sizeof messages / sizeof *messages; i++)
        for (size_t j = 0; j < messages[i]->count && count < NAMES_MAX; j++)
            names[count++] = text_of(messages[i]->columns[j].name);
    content_write_merged(out, stored, names, count);
}

static void row_add(buffer_t *out, const page_form_t *form, const stored_message_t *message, buffer_t *time,
                    int64_t read_by_customer)
{
    buffer_clear(time);
    clock_write_time(time, message->time);
    /* What the customer wrote the customer knows. */
    const bool read = !message->from_staff || message->id <= read_by_customer;
    const message_row_t row = {.id = message->id,
                               .time = buffer_text(time),
                               .send_type = message->from_staff ? 1 : 2,
                               .is_first = form->marks_first && message->id == 1,
                               .read = read,
                               .read_text = read ? TEXT_LITERAL("已读") : TEXT_LITERAL("未读")};
    row_write(out, form->row, &row);
    if (message->content.collides)
        content_write_under(out, message->content.stored);
    else if (message->content.stored.size > 0) {
        buffer_append_char(out, ',');
        buffer_append_text(out, message->content.stored);
    }
}

/* Appends again what was written at `begin`. */
static void repeat(buffer_t *out, size_t begin, size_t size)
{
    char *at = buffer_reserve(out, size);
    memcpy(at, out->data + begin, size);
    out->size += size;
}

/* Names and numbers of the columns take some 300 bytes. Of the texts, of which each may stand there twice,
 * every byte may become an escape of six. */
size_t page_row_cost(const people_t *people)
{
    enum { COLUMNS = 512, TWICE_ESCAPED = 2 * 6 };
    return COLUMNS + TWICE_ESCAPED * (people->staff.avatar.size + people->customer.avatar.size +
                                      people->customer.name.size);
}

int64_t page_write(buffer_t *out, const page_form_t *form, const view_t *view, job_t *job,
                   const people_t *people)
{
    const message_page_t page = {job->customer_id, job->staff_id, people->staff.avatar,
                                 people->customer.avatar, people->customer.name};
    buffer_t time = {0};
    stored_message_t message = {0};
    size_t page_begin = 0, page_size = 0;
    bool good = true;
    buffer_append_literal(out, "\"ret_data\":[");
    for (size_t i = 0; i < view->count && (good = view_message(job, view, i, &message)); i++) {
        if (i == 0) {
            page_begin = out->size;
            buffer_append_char(out, '{');
            row_write(out, form->page, &page);
            buffer_append_char(out, ',');
            page_size = out->size - page_begin;
        } else {
            buffer_append_char(out, ',');
            repeat(out, page_begin, page_size);
        }
        row_add(out, form, &message, &time, view->read_by_customer);
        buffer_append_char(out, '}');
    }
    buffer_append_char(out, ']');
    buffer_free(&time);
    return good ? message.id : -1;
}
