/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with lines only together with others. It is found while lines are checked, and remembered by
 * their numbers: a line that was found bad stays so, though others are left out for it. */
#include "common/store/keys.h"
#include "tools/leidactl/import/import.h"

static together_t judge(import_t *self, const line_t *line)
{
    if (line->kind == KIND_PHRASE)
        return phrases_judge(self, &line->as.phrase);
    return superiors_in_circle(self, &line->as.relation) ? TOGETHER_IN_CIRCLE : TOGETHER_GOOD;
}

static together_t recall_or_judge(import_t *self, const line_t *line)
{
    size_t number = self->input ? self->input->number : 0;
    spill_key_t key = spill_key_ids(SPILL_TOGETHER, (int64_t)number, 0);
    together_t found = (together_t)spill_get(self->found, key);
    if (found != TOGETHER_GOOD || !self->next)
        return found;
    found = judge(self, line);
    if (found != TOGETHER_GOOD)
        spill_set(self->found, key, found);
    return found;
}

void import_check_together(import_t *self, const line_t *line, buffer_t *faults)
{
    bool alone = line->kind == KIND_RELATION ? line->as.relation.superior == 0 : line->kind != KIND_PHRASE;
    if (alone)
        return;
    switch (recall_or_judge(self, line)) {
    case TOGETHER_GOOD:
        break;
    case TOGETHER_IN_CIRCLE:
        buffer_append_literal(faults, "superior: must be neither the customer nor one whose own superiors "
                                      "lead back to the customer\n");
        break;
    case TOGETHER_TOO_MANY:
        buffer_append_format(faults, "custom_language: user %lld would have more than %d\n",
                             (long long)line->as.phrase.user_id, PHRASES_MAX);
        break;
    case TOGETHER_NO_ID:
        buffer_append_format(faults, "custom_language: no id is left for user %lld\n",
                             (long long)line->as.phrase.user_id);
        break;
    }
}
