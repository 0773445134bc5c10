/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libcurl's functions that http.c and follow.c call, under its own prototypes: the first call loads the
 * library. It brings some twenty others, which would be half of what a subcommand costs that calls nobody,
 * and most do not.
 */
#include <curl/curl.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <string.h>

#include "tools/leidactl/common/fail.h"

/* The file of the ABI that curl/curl.h describes. */
#define LIBRARY "libcurl.so.4"

typedef void function_t(void);

static function_t *find(const char *name)
{
    static void *library;
    function_t *function;
    if (!library)
        library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
    void *found = library ? dlsym(library, name) : NULL;
    if (!found)
        fail("%s", dlerror());
    memcpy(&function, &found, sizeof function);
    return function;
}

/* libcurl's function of this name. */
#define LOADED(name) ((__typeof__(name) *)find(#name))

CURL *curl_easy_init(void)
{
    return LOADED(curl_easy_init)();
}

void curl_easy_cleanup(CURL *curl)
{
    LOADED(curl_easy_cleanup)(curl);
}

CURLcode curl_easy_perform(CURL *curl)
{
    return LOADED(curl_easy_perform)(curl);
}

CURLcode curl_easy_send(CURL *curl, const void *buffer, size_t buflen, size_t *n)
{
    return LOADED(curl_easy_send)(curl, buffer, buflen, n);
}

CURLcode curl_easy_recv(CURL *curl, void *buffer, size_t buflen, size_t *n)
{
    return LOADED(curl_easy_recv)(curl, buffer, buflen, n);
}

const char *curl_easy_strerror(CURLcode code)
{
    return LOADED(curl_easy_strerror)(code);
}

CURLHcode curl_easy_header(CURL *easy, const char *name, size_t index, unsigned int origin, int request,
                           struct curl_header **hout)
{
    return LOADED(curl_easy_header)(easy, name, index, origin, request, hout);
}

char *curl_easy_escape(CURL *handle, const char *string, int length)
{
    return LOADED(curl_easy_escape)(handle, string, length);
}

void curl_free(void *p)
{
    LOADED(curl_free)(p);
}

struct curl_slist *curl_slist_append(struct curl_slist *list, const char *data)
{
    return LOADED(curl_slist_append)(list, data);
}

void curl_slist_free_all(struct curl_slist *list)
{
    LOADED(curl_slist_free_all)(list);
}

/* Their last argument has the type that the option says: curl/typecheck-gcc.h checks it where they are
 * called. */
#undef curl_easy_setopt
#undef curl_easy_getinfo

CURLcode curl_easy_setopt(CURL *curl, CURLoption option, ...)
{
    __typeof__(curl_easy_setopt) *set = LOADED(curl_easy_setopt);
    CURLcode code;
    va_list given;
    va_start(given, option);
    if (option < CURLOPTTYPE_OBJECTPOINT)
        code = set(curl, option, va_arg(given, long));
    else if (option < CURLOPTTYPE_FUNCTIONPOINT)
        code = set(curl, option, va_arg(given, void *));
    else if (option < CURLOPTTYPE_OFF_T)
        code = set(curl, option, va_arg(given, void (*)(void)));
    else
        code = CURLE_UNKNOWN_OPTION; /* nothing here sets one of those */
    va_end(given);
    return code;
}

CURLcode curl_easy_getinfo(CURL *curl, CURLINFO info, ...)
{
    va_list given;
    va_start(given, info);
    CURLcode code = LOADED(curl_easy_getinfo)(curl, info, va_arg(given, void *));
    va_end(given);
    return code;
}
