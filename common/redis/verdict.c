/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/verdict.h"

/* All of these say that nothing was applied. */
static const redis_verdict_t VERDICTS[] = {
    {"BUSY", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING},        /* a script runs too long */
    {"LOADING", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING},     /* just started */
    {"MISCONF", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING},     /* the disk is full, or writing fails */
    {"OOM", REDIS_FULL, REDIS_MEND_NOTHING},                /* at maxmemory with noeviction */
    {"NOSCRIPT", REDIS_UNAVAILABLE, REDIS_MEND_SCRIPTS},    /* SCRIPT FLUSH, or a replica took over */
    {"READONLY", REDIS_UNAVAILABLE, REDIS_MEND_CONNECTION}, /* a failover made it a replica */
    {"MASTERDOWN", REDIS_UNAVAILABLE, REDIS_MEND_CONNECTION},
    {"UNBLOCKED", REDIS_UNAVAILABLE, REDIS_MEND_CONNECTION}, /* it became a replica during a WAIT */
    {"NOREPLICAS", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING},   /* min-replicas-to-write */
    {"CLUSTERDOWN", REDIS_UNAVAILABLE, REDIS_MEND_ROUTE},
    {"TRYAGAIN", REDIS_UNAVAILABLE, REDIS_MEND_ROUTE}, /* a slot is on the move, as with the next two */
    {"MOVED", REDIS_UNAVAILABLE, REDIS_MEND_ROUTE},
    {"ASK", REDIS_UNAVAILABLE, REDIS_MEND_ROUTE},
    {"CROSSSLOT", REDIS_UNAVAILABLE, REDIS_MEND_ROUTE},   /* keys of two slots: a bug of ours */
    {"EXECABORT", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING}, /* a command of the transaction was refused */
    {"FORM", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING}, /* the store is of another form (common/store/form.h) */
    {"MOVEDTO", REDIS_UNAVAILABLE, REDIS_MEND_NOTHING}, /* it is elsewhere (common/redis/moved.h) */
    {"NOAUTH", REDIS_UNAVAILABLE, REDIS_MEND_CONNECTION},
    {"NOPERM", REDIS_UNAVAILABLE,
     REDIS_MEND_NOTHING}, /* the ACL user lacks a right: for the operator to mend */
};
static const redis_verdict_t ACCEPTED = {"", REDIS_OK, REDIS_MEND_NOTHING};

const redis_verdict_t *redis_reply_judge(const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ERROR)
        return &ACCEPTED;
    text_t code = {reply->str, strcspn(reply->str, " ")};
    for (size_t i = 0; i < sizeof VERDICTS / sizeof VERDICTS[0]; i++)
        if (text_equal(code, text_of(VERDICTS[i].code)))
            return &VERDICTS[i];
    return &ACCEPTED;
}
