/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/detach.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buffer.h"

static int wait_for_reply(int fd)
{
    buffer_t text = {0};
    char bytes[4096];
    for (ssize_t got; (got = read(fd, bytes, sizeof(bytes))) > 0;)
        buffer_append(&text, bytes, (size_t)got);
    close(fd);
    /* The code is the last byte. */
    int code = text.size > 0 ? text.data[--text.size] : EXIT_FAILURE;
    if (text.size > 0)
        fwrite(text.data, 1, text.size, code == EXIT_SUCCESS ? stdout : stderr);
    else
        fputs("leida: it was stopped before it was ready\n", stderr);
    buffer_free(&text);
    return code;
}

static void leave_terminal(void)
{
    setsid();
    int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    close(nothing);
}

bool detach(int *reply, int *code)
{
    int ends[2];
    pid_t pid = pipe2(ends, O_CLOEXEC) == 0 ? fork() : -1;
    if (pid == 0) {
        close(ends[0]);
        *reply = ends[1];
        leave_terminal();
        return false;
    }
    if (pid < 0) {
        perror("leida: cannot detach");
        *code = EXIT_FAILURE;
        return true;
    }
    close(ends[1]);
    *code = wait_for_reply(ends[0]);
    return true;
}

void detach_reply(int *reply, int code, text_t text)
{
    buffer_t message = {0};
    buffer_append_text(&message, text);
    buffer_append_char(&message, (char)code);
    (void)!write(*reply, message.data, message.size);
    close(*reply);
    *reply = -1;
    buffer_free(&message);
}
