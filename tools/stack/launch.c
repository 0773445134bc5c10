/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/launch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "tools/stack/settings.h"

enum { EXIT_CANNOT_RUN = 127 };

static void reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
}

static _Noreturn void run(const char *program, char *const arguments[], int output, pid_t parent)
{
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        _exit(EXIT_FAILURE); /* it died before the line above */
    reset_signals();
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    for (const char *const *name = settings_own_variables; *name; name++)
        unsetenv(*name);
    execvp(program, arguments);
    dprintf(STDERR_FILENO, "cannot run %s: %s\n", program, strerror(errno));
    _exit(EXIT_CANNOT_RUN);
}

pid_t launch(const char *program, char *const arguments[], int output)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid == 0)
        run(program, arguments, output, parent);
    return pid;
}
