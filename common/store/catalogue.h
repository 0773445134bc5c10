/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalogue of a company: all its tags in one string, so that one cached read gives them, and one script
 * decides whether a name is free (decision 0031). Company 0 is the stock, which every company sees beside its
 * own. A tag is there for the API once it stands in a catalogue; its profile, tag:ID, is for leidactl.
 *
 *   stamp 6 | rows: id 7 | parent 7 | call 8 | pending 6 | size 2 | name
 *           stamp: common/store/once.h · parent: the head of its group, 0: none · call: which made it, 0:
 * none pending: when it was begun to make it, ms; it is not seen while that is not 0
 */
#ifndef LEIDA_COMMON_STORE_CATALOGUE_H
#define LEIDA_COMMON_STORE_CATALOGUE_H

#include "common/redis/command.h"
#include "proto/field.h"

#define CATALOGUE_STAMP_FORMAT ">I6"
#define CATALOGUE_STAMP_SIZE 6
#define CATALOGUE_ROW_FORMAT ">I7I7c8I6I2"
#define CATALOGUE_ROW_HEAD 30

/* Rows that a catalogue has at most, and what scripts return that would put in one more. */
#define CATALOGUE_TAGS_MAX 1000
#define CATALOGUE_FULL (-10)
/* The group of the tags that staff users make (api.md 4). */
#define CATALOGUE_CUSTOM "自定义"

typedef struct {
    int64_t id, parent_id;
    bool pending;
    text_t name;
} tag_t;

typedef struct {
    const tag_t *tags; /* in their order, without those that are pending */
    size_t count, pending;
} catalogue_t;

/* Takes a row off the front of those behind the stamp, a pending one too; its name borrows from them. False
 * when it is cut. */
bool catalogue_take_row(text_t *rest, tag_t *tag);
/* Whether there can be such a tag: it has ids, and a name that is UTF-8. */
bool catalogue_tag_is_sound(const tag_t *tag);

/* Reads a stored catalogue, its list into the arena; names borrow from the bytes. False
 * when they are none. */
bool catalogue_read(text_t bytes, arena_t *arena, catalogue_t *catalogue);

/* The tag with this id; NULL when there is none. */
const tag_t *catalogue_find(const catalogue_t *catalogue, int64_t id);
/* The tag with this name, or the head of a group alone; NULL when there is none. */
const tag_t *catalogue_named(const catalogue_t *catalogue, text_t name, bool head);

/* Appends a call as rows keep it: 8 bytes. */
void catalogue_write_call(buffer_t *out, uint64_t call_id);

/* Of leidactl, and of what brings older stores forward. KEYS catalogue; ARGV id, parent, name: puts a tag in,
 * or in place of what it was, at its place in the order of ids; 1, 0 when that changes nothing, or
 * CATALOGUE_FULL. */
extern const char lua_catalogue_put[];
/* KEYS catalogue; ARGV id: takes a tag out; 1, or 0 when it was not there. */
extern const char lua_catalogue_remove[];
/* KEYS ids:KIND, next:{ids:KIND}; ARGV how many: takes ids that nobody else is given; the first of them. */
extern const char lua_store_next_id[];
/* KEYS tags:{u:ID}, tags:{u:ID}:of, the relation; ARGV customer, company, version, list, ms, '1' to make it
 * so whatever is there: brings the index to the tags that a customer has (common/store/tags/apply.lua); 1. */
extern const char lua_tags_index[];

#endif
