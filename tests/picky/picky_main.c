/* SPDX-License-Identifier: GPL-3.0-or-later */
/* picky [KEY=VALUE]...: the server of picky.h, as a program.  Prints its port, and runs until it is
 * killed. */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/picky/picky.h"

int main(int argc, char **argv)
{
    struct net_loop *loop = NULL;
    struct picky picky;
    uint16_t port = 0;

    picky_init(&picky);
    for (int i = 1; i < argc; i++) {
        if (!picky_option(&picky, argv[i])) {
            fprintf(stderr, "picky: no such option: %s\n", argv[i]);
            return EXIT_FAILURE;
        }
    }
    if (net_loop_new(&loop) != ERR_OK || picky_serve(&picky, loop, &port) != ERR_OK)
        return EXIT_FAILURE;
    printf("%d\n", port);
    fflush(stdout);
    return net_run(loop) == ERR_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
