/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/tree.h"

/* Ours, before hiredis' macros of the same names hide them. */
enum {
    OUR_STRING = REDIS_REPLY_STRING,
    OUR_ARRAY = REDIS_REPLY_ARRAY,
    OUR_INTEGER = REDIS_REPLY_INTEGER,
    OUR_NIL = REDIS_REPLY_NIL,
    OUR_STATUS = REDIS_REPLY_STATUS,
    OUR_ERROR = REDIS_REPLY_ERROR
};

#include <hiredis/hiredis.h>

_Static_assert(OUR_STRING == REDIS_REPLY_STRING && OUR_ARRAY == REDIS_REPLY_ARRAY &&
                   OUR_INTEGER == REDIS_REPLY_INTEGER && OUR_NIL == REDIS_REPLY_NIL &&
                   OUR_STATUS == REDIS_REPLY_STATUS && OUR_ERROR == REDIS_REPLY_ERROR,
               "a task's type is that of our reply");

enum { ELEMENTS_MAX = 1024 * 1024 /* more than any command of ours is answered with */ };

/* A node, hung into the array that is being read, with room for so many bytes behind it. */
static redis_reply_t *tree_new_node(const redisReadTask *task, size_t room)
{
    redis_reply_t *node = arena_new(task->privdata, sizeof *node + room);
    *node = (redis_reply_t){.type = task->type};
    if (task->parent) {
        redis_reply_t *array = task->parent->obj;
        array->element[task->idx] = node;
    }
    return node;
}

static void *tree_new_string(const redisReadTask *task, char *bytes, size_t size)
{
    redis_reply_t *node = tree_new_node(task, size + 1);
    node->str = (char *)(node + 1);
    node->len = size;
    memcpy(node->str, bytes, size);
    node->str[size] = '\0';
    return node;
}

static void *tree_new_array(const redisReadTask *task, int count)
{
    if (count > ELEMENTS_MAX)
        return NULL;
    redis_reply_t *node = tree_new_node(task, 0);
    if (count > 0) {
        node->elements = (size_t)count;
        node->element = arena_new(task->privdata, (size_t)count * sizeof(redis_reply_t *));
        memset(node->element, 0, (size_t)count * sizeof(redis_reply_t *));
    }
    return node;
}

static void *tree_new_integer(const redisReadTask *task, long long value)
{
    redis_reply_t *node = tree_new_node(task, 0);
    node->integer = value;
    return node;
}

/* The task still has the type of the string or array that is not there. */
static void *tree_new_nil(const redisReadTask *task)
{
    redis_reply_t *node = tree_new_node(task, 0);
    node->type = REDIS_REPLY_NIL;
    return node;
}

static void tree_free(void *node)
{
    (void)node;
}

void redis_tree_use(struct redisReader *reader, arena_t *arena)
{
    static redisReplyObjectFunctions functions = {tree_new_string, tree_new_array, tree_new_integer,
                                                  tree_new_nil, tree_free};
    reader->fn = &functions;
    reader->privdata = arena;
}
