/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with lines only together with others. It is found while lines are checked, and remembered by
 * their numbers: a line that was found bad stays so, though others are left out for it. */
#include "common/store/keys.h"
#include "tools/leidactl/import/import.h"

static together_t judge(import_t *self, const line_t *line)
{
    if (line->kind == KIND_PHRASE)
        return phrases_judge(self, &line->as.phrase);
    if (line->kind == KIND_USER)
        return userids_are_taken(self, &line->as.user) ? TOGETHER_TAKEN : TOGETHER_GOOD;
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

static bool is_judged_alone(const line_t *line)
{
    if (line->kind == KIND_RELATION)
        return line->as.relation.superior == 0;
    if (line->kind == KIND_USER)
        return !record_has(&line->as.record, USER_COMPANY) && !record_has(&line->as.record, USER_USERID);
    return line->kind != KIND_PHRASE;
}

void import_check_together(import_t *self, const line_t *line, buffer_t *faults)
{
    if (is_judged_alone(line))
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
    case TOGETHER_TAKEN:
        buffer_append_literal(faults, "userid: another user of the company has it\n");
        break;
    }
}
