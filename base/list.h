/* SPDX-License-Identifier: Apache-2.0 */
/* Lists whose members hold their own links: adding and removing take no memory and no search. */
#ifndef LEIDA_BASE_LIST_H
#define LEIDA_BASE_LIST_H

#include <stdbool.h>
#include <stddef.h>

/* A list, or the place of a member in one. A zeroed member is in none. */
typedef struct link link_t;
struct link {
    link_t *next, *previous;
};

/* The struct of a type whose member is the link. */
#define LIST_MEMBER(link, type, member) ((type *)(void *)((char *)(link)-offsetof(type, member)))

/* An empty list; it stays where it is. */
static inline void list_init(link_t *list)
{
    list->next = list->previous = list;
}

static inline bool list_is_empty(const link_t *list)
{
    return list->next == list;
}

/* The first member, NULL of an empty list. */
static inline link_t *list_first(const link_t *list)
{
    return list->next == list ? NULL : list->next;
}

/* Whether it is in a list. */
static inline bool list_holds(const link_t *member)
{
    return member->next != NULL;
}

/* Does nothing where it is in none. */
static inline void list_remove(link_t *member)
{
    if (!member->next)
        return;
    member->previous->next = member->next;
    member->next->previous = member->previous;
    member->next = member->previous = NULL;
}

/* Puts it at the end, out of any list that it was in. */
static inline void list_append(link_t *list, link_t *member)
{
    list_remove(member);
    member->previous = list->previous;
    member->next = list;
    list->previous->next = member;
    list->previous = member;
}

#endif
