/* SPDX-License-Identifier: Apache-2.0 */
/* Which calls there are, and what is peculiar to each. */
#ifndef LEIDA_SERVICES_WECHAT_API_ENDPOINT_H
#define LEIDA_SERVICES_WECHAT_API_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    API_GZH_OAUTH,    /* code -> openid */
    API_GZH_USERINFO, /* openid -> name and picture */
    API_GZH_TICKET,   /* for signing pages */
    API_GZH_QRCODE,
    API_GZH_CUSTOM_SEND,
    API_GZH_TEMPLATE_SEND,
    API_GZH_SUBSCRIBE_SEND,
    API_GZH_MEDIA,
    API_QY_USER, /* code -> member */
    API_QY_SEND,
    API_QY_TICKET, /* of the corp */
    API_GZH_TOKEN, /* stable_token: api.c's own, like the next */
    API_QY_TOKEN,  /* gettoken */
    API_ENDPOINTS
} api_endpoint_t;

typedef enum {
    TOKEN_NONE,   /* none is wanted */
    TOKEN_GIVEN,  /* it is a parameter, and not the account's */
    TOKEN_ACCOUNT /* the account's, which is added */
} endpoint_token_t;

typedef struct {
    const char *name; /* in logs and metrics */
    const char *path;
    bool is_qy;
    endpoint_token_t token;
    bool adds_secret; /* of the account, and its id, as parameters */
    bool has_effect;  /* twice is worse than not at all */
    bool is_once;     /* a GET whose code is used up by it */
    bool gives_file;  /* unless something is wrong with it */
} endpoint_t;

extern const endpoint_t endpoints[API_ENDPOINTS];

/* A name for logs and metrics: "custom_send". */
const char *api_endpoint_name(api_endpoint_t endpoint);

#endif
