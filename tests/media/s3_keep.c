/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keeps one file in an object store, as the gateway does, and prints the status and where it is to be got:
 *   s3_keep ENDPOINT BUCKET AUTHORITIES PATIENCE FILE NAME
 * The account is the one that s3rver has. A NAME that begins with "attachment" is one, of type pdf.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "common/media/s3.h"

enum { FILE_LIMIT = 64 * 1024 * 1024 };

static void hash_file(char sha256[MEDIA_DIGEST_SIZE + 1], const char *path)
{
    buffer_t bytes = {0};
    if (!file_read(path, FILE_LIMIT, &bytes)) {
        perror(path);
        exit(2);
    }
    hash_sha256(sha256, buffer_text(&bytes));
    sha256[MEDIA_DIGEST_SIZE] = '\0';
    buffer_free(&bytes);
}

static status_t keep(media_store_t *store, const char *path, const char *name)
{
    char sha256[MEDIA_DIGEST_SIZE + 1];
    struct stat status;
    hash_file(sha256, path);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || fstat(file, &status) != 0) {
        perror(path);
        exit(2);
    }
    const bool is_attachment = strncmp(name, "attachment", strlen("attachment")) == 0;
    const media_file_t kept = {.file = file,
                               .path = path,
                               .size = status.st_size,
                               .name = name,
                               .type = is_attachment ? "application/pdf" : "image/png",
                               .is_attachment = is_attachment,
                               .sha256 = sha256};
    status_t done = store->functions->keep(store, &kept);
    close(file);
    return done;
}

int main(int count, char **words)
{
    if (count != 7)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    const s3_options_t options = {.endpoint = words[1],
                                  .region = "us-east-1",
                                  .bucket = words[2],
                                  .access_key = "S3RVER",
                                  .secret_key = "S3RVER",
                                  .authorities = words[3],
                                  .patience = atol(words[4])};
    buffer_t url = {0};
    media_store_t *store = s3_new(&options, "");
    status_t status = keep(store, words[5], words[6]);
    store->functions->address(store, text_of(words[6]), &url);
    printf("%s %.*s\n", status_info(status)->name, TEXT_ARG(buffer_text(&url)));
    store->functions->destroy(&store);
    buffer_free(&url);
    return status == STATUS_DONE ? 0 : 1;
}
