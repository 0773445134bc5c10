/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/summary.h"

#include "common/store/stored.h"

/* Takes a text off the front of the bytes; an empty one is not known. */
static bool take_text(text_t *bytes, text_t *text)
{
    if (bytes->size < SUMMARY_SIZE_BYTES)
        return false;
    const uint8_t *head = (const uint8_t *)bytes->data;
    size_t size = (size_t)head[0] << 8 | head[1];
    if (bytes->size - SUMMARY_SIZE_BYTES < size)
        return false;
    *text = size > 0 ? (text_t){bytes->data + SUMMARY_SIZE_BYTES, size} : TEXT_NONE;
    *bytes = (text_t){bytes->data + SUMMARY_SIZE_BYTES + size, bytes->size - SUMMARY_SIZE_BYTES - size};
    return true;
}

bool summary_read(text_t bytes, summary_t *summary)
{
    text_t article;
    summary->article_id = 0;
    return take_text(&bytes, &summary->name) && take_text(&bytes, &summary->expected_time) &&
           take_text(&bytes, &article) && take_text(&bytes, &summary->title) &&
           take_text(&bytes, &summary->memo_name) && bytes.size == 0 &&
           (article.size == 0 || text_to_int(article, &summary->article_id));
}

bool summary_is_sound(const summary_t *summary)
{
    return stored_text_is_sound(summary->name) && stored_text_is_sound(summary->expected_time) &&
           stored_text_is_sound(summary->title) && stored_text_is_sound(summary->memo_name) &&
           summary->article_id >= 0 && summary->article_id <= ID_MAX;
}
