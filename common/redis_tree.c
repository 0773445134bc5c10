/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis_tree.h"

#include "proto/text.h"

enum { ELEMENTS_MAX = 1024 * 1024 /* more than any command of ours is answered with */ };

/* A node, hung into the array that is being read. */
static redisReply *tree_new_node(const redisReadTask *task)
{
    redisReply *node = arena_new(task->privdata, sizeof *node);
    *node = (redisReply){.type = task->type};
    if (task->parent) {
        redisReply *array = task->parent->obj;
        array->element[task->idx] = node;
    }
    return node;
}

static void *tree_new_string(const redisReadTask *task, char *bytes, size_t size)
{
    redisReply *node = tree_new_node(task);
    char *copy = arena_new(task->privdata, size + 1);
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    node->str = copy;
    node->len = size;
    return node;
}

static void *tree_new_array(const redisReadTask *task, int count)
{
    if (count > ELEMENTS_MAX)
        return NULL;
    redisReply *node = tree_new_node(task);
    if (count > 0) {
        node->elements = (size_t)count;
        node->element = arena_new(task->privdata, (size_t)count * sizeof(redisReply *));
        memset(node->element, 0, (size_t)count * sizeof(redisReply *));
    }
    return node;
}

static void *tree_new_integer(const redisReadTask *task, long long value)
{
    redisReply *node = tree_new_node(task);
    node->integer = value;
    return node;
}

/* The task still has the type of the string or array that is not there. */
static void *tree_new_nil(const redisReadTask *task)
{
    redisReply *node = tree_new_node(task);
    node->type = REDIS_REPLY_NIL;
    return node;
}

static void tree_free(void *node)
{
    (void)node;
}

void redis_tree_use(redisReader *reader, arena_t *arena)
{
    static redisReplyObjectFunctions functions = {tree_new_string, tree_new_array, tree_new_integer,
                                                  tree_new_nil, tree_free};
    reader->fn = &functions;
    reader->privdata = arena;
}
