/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drives a fuzz target without libFuzzer: TARGET FOLDER... runs it over every file of the folders, whole and
 * cut short, then over mutants of them, the same ones each time. A broken promise ends it by a signal.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/fuzz/fuzz.h"

enum { SEED_MAX = 1 << 20, CUTS = 64, MUTANTS = 2000, EDITS_MAX = 4 };

static size_t runs;
static uint64_t state = 1;

/* splitmix64 */
static size_t pick(size_t below)
{
    uint64_t mixed = state += UINT64_C(0x9e3779b97f4a7c15);
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94d049bb133111eb);
    return (size_t)((mixed ^ mixed >> 31) % below);
}

/* In memory of exactly its size, so that a sanitizer sees a read past the end. */
static void run(text_t input)
{
    char *exact = memory_new(input.size > 0 ? input.size : 1);
    if (input.size > 0)
        memcpy(exact, input.data, input.size);
    LLVMFuzzerTestOneInput((const uint8_t *)exact, input.size);
    free(exact);
    runs++;
}

/* Takes bytes out, or writes some of the seed over others, or doubles them. */
static void move_piece(buffer_t *mutant)
{
    size_t from = pick(mutant->size), size = 1 + pick(mutant->size - from);
    size_t to = pick(mutant->size - size + 1);
    if (pick(2))
        memmove(mutant->data + to, mutant->data + from, size);
    else {
        memmove(mutant->data + from, mutant->data + from + size, mutant->size - from - size);
        mutant->size -= size;
    }
}

static void edit(buffer_t *mutant)
{
    static const char telling[] = "\0\r\n &=%+;:,\"\\{}[]()/?#-0919$*\x7f\x80\xff";
    size_t at = pick(mutant->size);
    switch (pick(4)) {
    case 0:
        mutant->data[at] = (char)(mutant->data[at] ^ (1 << pick(8)));
        break;
    case 1:
        mutant->data[at] = telling[pick(sizeof telling)];
        break;
    case 2:
        buffer_append_char(mutant, 0);
        memmove(mutant->data + at + 1, mutant->data + at, mutant->size - at - 1);
        mutant->data[at] = telling[pick(sizeof telling)];
        break;
    default:
        move_piece(mutant);
    }
}

static void run_mutant(text_t seed)
{
    buffer_t mutant = {0};
    buffer_append_text(&mutant, seed);
    for (size_t edits = 1 + pick(EDITS_MAX); edits > 0 && mutant.size > 0; edits--)
        edit(&mutant);
    run(buffer_text(&mutant));
    buffer_free(&mutant);
}

static void run_seed(text_t seed)
{
    run(seed);
    for (size_t i = 0; i < CUTS && i < seed.size; i++)
        run((text_t){seed.data, seed.size * i / (seed.size < CUTS ? seed.size : CUTS)});
    for (size_t i = 0; i < MUTANTS; i++)
        run_mutant(seed);
}

static bool run_file(const char *folder, const char *name)
{
    buffer_t path = {0}, seed = {0};
    buffer_append_format(&path, "%s/%s%c", folder, name, '\0');
    bool good = file_read(path.data, SEED_MAX, &seed);
    if (good)
        run_seed(buffer_text(&seed));
    else
        fprintf(stderr, "%s: %s\n", path.data, strerror(errno));
    buffer_free(&path);
    buffer_free(&seed);
    return good;
}

static bool run_folder(const char *folder)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    bool good = count >= 0;
    if (!good)
        fprintf(stderr, "%s: %s\n", folder, strerror(errno));
    for (int i = 0; i < count; i++) {
        if (entries[i]->d_name[0] != '.')
            good &= run_file(folder, entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return good;
}

int main(int argc, char **argv)
{
    bool good = true;
    run(TEXT_NONE);
    for (int i = 1; i < argc; i++)
        good &= run_folder(argv[i]);
    printf("%zu runs\n", runs);
    return good && runs > 1 ? 0 : 1;
}
