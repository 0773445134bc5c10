/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/verbs.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/store_form.h"
#include "proto/field.h"
#include "proto/openapi.h"
#include "tools/leidactl/fail.h"
#include "tools/leidactl/import.h"

store_t *verb_store(const settings_t *settings)
{
    static store_script_t form = {.body = lua_store_form};
    store_t *store = store_new(&settings->redis);
    store_begin_script(store, &form, 1);
    store_add(store, TEXT_LITERAL(STORE_FORM_KEY));
    store_ask_int(store);
    return store;
}

size_t verb_count(char **words)
{
    size_t count = 0;
    while (words[count])
        count++;
    return count;
}

int64_t verb_id(const char *word)
{
    int64_t id;
    if (!text_to_int(text_of(word), &id) || id < 1 || id > ID_MAX)
        fail_usage("'%s' is no id", word);
    return id;
}

principal_kind_t verb_principal_kind(const char *word)
{
    bool staff = strcmp(word, "user") == 0;
    if (!staff && strcmp(word, "customer") != 0)
        fail_usage("'%s' is neither user nor customer", word);
    return staff ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
}

int verb_import(const settings_t *settings, char **words)
{
    const char *path = NULL;
    bool skip_bad = false;
    for (; *words; words++) {
        if (strcmp(*words, "--skip-bad") == 0)
            skip_bad = true;
        else if (path)
            fail_usage("import: one file at a time");
        else
            path = *words;
    }
    if (!path)
        fail_usage("import: a file is needed, or - for standard input");
    input_t input;
    input_open(&input, path);
    store_t *store = verb_store(settings);
    bool good = import_run(store, &input, skip_bad);
    store_destroy(&store);
    input_close(&input);
    return good || skip_bad ? EXIT_SUCCESS : EXIT_FAILURE;
}

int verb_openapi(const settings_t *settings, char **words)
{
    (void)settings;
    if (words[0])
        fail_usage("openapi: takes nothing");
    buffer_t out = {0};
    openapi_write(&out, LEIDA_VERSION);
    bool good = printf("%.*s\n", TEXT_ARG(buffer_text(&out))) > 0 && fflush(stdout) == 0;
    buffer_free(&out);
    if (!good)
        fail("writing: standard output does not take it");
    return EXIT_SUCCESS;
}
