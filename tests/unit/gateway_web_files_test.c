/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_web_files, .fini = leak_check);

typedef struct {
    char root[64];
} folder_t;

static void write_file(const folder_t *folder, const char *name, const char *content)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder->root, name);
    FILE *file = fopen(path, "we");
    cr_assert(file && fputs(content, file) >= 0 && fclose(file) == 0);
}

static void open_folder(folder_t *folder)
{
    strcpy(folder->root, "/tmp/leida-web-XXXXXX");
    cr_assert(mkdtemp(folder->root));
    write_file(folder, "index.html", "<!doctype html>");
}

static void close_folder(const folder_t *folder)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r '%s'", folder->root);
    cr_assert_eq(system(command), 0);
}

Test(gateway_web_files, found_by_path_in_each_coding)
{
    folder_t folder;
    open_folder(&folder);
    char assets[128];
    snprintf(assets, sizeof assets, "%s/assets", folder.root);
    cr_assert_eq(mkdir(assets, 0755), 0);
    write_file(&folder, "assets/a-1.js", "let a");
    write_file(&folder, "assets/a-1.js.gz", "gz");
    write_file(&folder, "assets/empty.css", "");
    buffer_t why = {0};
    web_files_t *files = web_files_new(folder.root, &why);
    cr_assert(files, "%.*s", TEXT_ARG(buffer_text(&why)));
    cr_assert_eq(web_files_count(files), 3);
    const web_file_t *script = web_files_find(files, TEXT_LITERAL("assets/a-1.js"));
    cr_assert(script && script->lasts && script->has[CODING_GZIP] && !script->has[CODING_BROTLI]);
    cr_assert(text_equal(buffer_text(&script->body[CODING_GZIP]), TEXT_LITERAL("gz")));
    cr_assert_str_eq(script->type, "text/javascript; charset=utf-8");
    cr_assert(!web_files_find(files, TEXT_LITERAL("index.html"))->lasts);
    cr_assert(web_files_find(files, TEXT_LITERAL("assets/empty.css"))->has[CODING_NONE]);
    static const text_t others[] = {
        TEXT_CONSTANT(""),          TEXT_CONSTANT("assets"),      TEXT_CONSTANT("assets/"),
        TEXT_CONSTANT("index.htm"), TEXT_CONSTANT("index.html2"), TEXT_CONSTANT("assets/a-1.js.gz"),
        TEXT_CONSTANT("../passwd"), TEXT_CONSTANT("index.html\0")};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_null(web_files_find(files, others[i]), "%.*s", TEXT_ARG(others[i]));
    web_files_destroy(&files);
    buffer_free(&why);
    close_folder(&folder);
}

static void expect_refused(const folder_t *folder, const char *reason)
{
    buffer_t why = {0};
    cr_assert_null(web_files_new(folder->root, &why));
    buffer_append_char(&why, '\0');
    cr_expect(strstr(why.data, reason), "%s", why.data);
    buffer_free(&why);
}

Test(gateway_web_files, refused_with_the_file_named)
{
    folder_t folder;
    open_folder(&folder);
    write_file(&folder, "b.js.br", "x");
    expect_refused(&folder, "b.js: is there compressed only");
    write_file(&folder, "b.js", "x");
    write_file(&folder, "a b.js", "x");
    expect_refused(&folder, "/a b.js: a name of");
    close_folder(&folder);
    expect_refused(&folder, folder.root);
    open_folder(&folder);
    char index[128];
    snprintf(index, sizeof index, "%s/index.html", folder.root);
    unlink(index);
    expect_refused(&folder, "index.html: is not there");
    close_folder(&folder);
}
