/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is configured of the companies whose people get in by WeChat: one file C.cfg for each, where C is the
 * company's id (wechat.md 7). A file has a block for its official account (gzh), one for WeCom (qy), or both;
 * a block is whole or absent.
 */
#ifndef LEIDA_SERVICES_WECHAT_COMPANY_COMPANY_H
#define LEIDA_SERVICES_WECHAT_COMPANY_COMPANY_H

#include "base/buffer.h"

enum { COMPANY_SAFE, COMPANY_PLAIN }; /* of company_gzh_t.mode */

/* An official account. Texts are never NULL; empty: not given. */
typedef struct {
    char *appid, *secret;
    char *account; /* its original id, "gh_...": ToUserName */
    char *token, *aes_key, *aes_key_previous;
    int64_t mode;                        /* COMPANY_PLAIN: messages come as they are, for tests */
    char *template_id, *template_fields; /* fields: "thing1=text thing2=staff time3=time" */
    char *subscribe_id;
} company_gzh_t;

/* An app of WeCom. */
typedef struct {
    char *corpid, *agentid, *secret;
    char *token, *aes_key, *aes_key_previous;
} company_qy_t;

typedef struct {
    int64_t id;
    bool has_gzh, has_qy;
    company_gzh_t gzh;      /* of use only where has_gzh */
    company_qy_t qy;        /* of use only where has_qy */
    char *customer, *staff; /* h5: addresses of the pages, without '#' */
    char *hosts;            /* h5: whose pages may be signed, separated by spaces */
    int64_t default_staff;  /* 0: none */
    char *greeting;         /* empty: none */
    bool unique_customer;
} company_t;

typedef struct companies companies_t;

/* Reads all files of the folder. NULL when any of them is wrong, or the folder cannot be read; `why` then has
 * a line for each fault, which names file, line and key and what is allowed. */
companies_t *companies_new(const char *folder, buffer_t *why);
void companies_destroy(companies_t **self_p);

/* Reads the folder again, as a whole: false, and nothing has changed, when anything is wrong; `why` as above.
 */
bool companies_reload(companies_t *self, buffer_t *why);

/* NULL when there is none. What it gives lasts until the return to the loop: a reload may come in between. */
const company_t *companies_find(const companies_t *self, int64_t id);
/* The company whose official account it is. */
const company_t *companies_find_appid(const companies_t *self, text_t appid);
/* Goes through all: `*at` is 0 at first. NULL at the end. */
const company_t *companies_next(const companies_t *self, size_t *at);

/* Whether pages of this host (with its port, if the address has one) may be signed for the company. */
bool company_has_host(const company_t *self, text_t host);

#endif
