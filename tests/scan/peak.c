/* SPDX-License-Identifier: GPL-3.0-or-later */
/* peak COMMAND [ARGUMENT]...: runs it, prints the most memory that it had, in KiB, as a line
 * "peak: N" on standard error, and ends with its exit code. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct rusage usage;
    int status;
    pid_t child = argc > 1 ? fork() : -1;

    if (child == 0) {
        execv(argv[1], argv + 1);
        _exit(EXIT_FAILURE);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child)
        return EXIT_FAILURE;
    fprintf(stderr, "peak: %ld\n", usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
