/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to an app of WeCom, with their parameters and what they answer (api.h has what becomes of them).
 * Texts that are given are copied; texts of an answer last until the return. */
#ifndef LEIDA_SERVICES_WECHAT_API_QY_H
#define LEIDA_SERVICES_WECHAT_API_QY_H

#include "services/wechat/api/api.h"

enum { QY_USERID_MAX = 64 /* bytes */ };

typedef struct {
    text_t userid;  /* in lower case; empty: the person is no member */
    bool is_linked; /* a member of another corp that is linked ("CORP/userid"): none of ours */
} qy_member_t;
/* `member` is NULL unless the verdict is API_DONE. */
typedef void(qy_member_fn)(void *context, const api_answer_t *answer, const qy_member_t *member);
/* The code of a redirect, of OAuth or of the login for the web. It is good once. */
void qy_user(api_t *api, int64_t company_id, text_t code, qy_member_fn *done, void *context);

typedef struct {
    text_t userid;
    text_t title;       /* UTF-8, 128 bytes at most */
    text_t description; /* UTF-8, 512 bytes at most */
    text_t url;         /* 2,048 bytes at most */
} qy_card_t;
/*
 * For how long a card is of use, and, longer, for how long WeCom sends two of the same bytes once: one that
 * may have been sent goes again for as long as it is of use, by a clock that may differ. WeCom takes four
 * hours at most (document 90236), and looks back half an hour where nothing is said.
 */
enum { QY_CARD_LIFE_S = 3600, QY_CARD_ONCE_S = 2 * QY_CARD_LIFE_S, QY_CARD_ONCE_MAX_S = 4 * 3600 };
/* Two of the same bytes within QY_CARD_ONCE_S are sent once. API_UNREACHABLE also where WeCom says that the
 * member cannot be reached (invaliduser). */
void qy_send_card(api_t *api, int64_t company_id, const qy_card_t *card, api_done_fn *done, void *context);

#endif
