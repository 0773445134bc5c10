/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where files are while they come in: a folder beside those that are kept, so that keeping one is a rename. A
 * file in it belongs to a living process for as long as it is locked; what a killed one has left is removed
 * at start. One for the whole process: all its threads use it at the same time. Other processes may use the
 * same folder; where its group may write to it, what is made in it is the group's too, so that they may be of
 * other users.
 */
#ifndef LEIDA_COMMON_MEDIA_SPOOL_H
#define LEIDA_COMMON_MEDIA_SPOOL_H

#include "base/buffer.h"

typedef struct media_spool media_spool_t;

/* One file. */
typedef struct {
    int file;   /* open for reading and writing; -1: there is none */
    char *path; /* NULL: there is none */
} media_spooled_t;

/* Makes FOLDER/spool unless it is there, and empties it of what nobody has any more. `least_free`: bytes that
 * the disk is to have left. NULL, and *why, when that cannot be done. */
media_spool_t *media_spool_new(const char *folder, int64_t least_free, buffer_t *why);
/* Frees it; what is in it stays. */
void media_spool_destroy(media_spool_t **self_p);

/* Reserves so many bytes of the disk, written or not, until they are given back. False, with nothing
 * reserved, and errno: with what others have reserved it would have less than `least_free` left (ENOSPC), or
 * cannot be asked.
 * What they have written of theirs counts twice, so that room is rather refused than promised to two. */
bool media_spool_reserve(media_spool_t *self, int64_t size);
/* Gives back what was reserved. */
void media_spool_give_back(media_spool_t *self, int64_t size);
/* Makes an empty file. False, with errno, when it cannot be made: *spooled is then none. */
bool media_spool_open(media_spool_t *self, media_spooled_t *spooled);
/* Closes the file and removes it, if it is still there; nothing, if it is none. Takes long with a large one.
 */
void media_spool_close(media_spooled_t *spooled);
/* Appends. False, with errno, when the disk does not take it. */
bool media_spool_write(const media_spooled_t *spooled, text_t bytes);

#endif
