/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/follow_language (api.md 4): the staff user's stock phrases, all of them. */
#include "proto/answers_follow.h"
#include "services/crm/crm.h"

typedef struct {
    job_t job;
    phrases_t phrases;
} phrases_job_t;

/* JSON text, in the arena. */
static text_t write_list(phrases_job_t *self)
{
    const phrases_t *phrases = &self->phrases;
    buffer_t *list = job_scratch(&self->job);
    buffer_append_char(list, '[');
    for (size_t i = 0; i < phrases->count; i++) {
        const phrase_t *phrase = &phrases->list[i];
        if (i > 0)
            buffer_append_char(list, ',');
        row_write_object(list, &phrase_columns,
                         &(phrase_row_t){phrase->id, self->job.staff_id, phrase->text});
    }
    buffer_append_char(list, ']');
    return arena_copy(self->job.arena, buffer_text(list));
}

static void answer(void *context)
{
    phrases_job_t *self = context;
    const phrase_stock_t stock = {self->job.staff_id, write_list(self)};
    buffer_t *text = job_scratch(&self->job);
    row_write_object(text, &phrase_stock_columns, &stock);
    job_answer_object(&self->job, STATUS_DONE, &phrases_columns, &(phrases_answer_t){buffer_text(text)});
}

static void read(job_t *job, void *context)
{
    store_read_phrases(job, context);
}

void phrases_run(void *host, call_t *call)
{
    phrases_job_t *self = job_new(host, call, sizeof *self);
    job_pass(&self->job, read, &self->phrases);
    job_then(&self->job, answer);
}
