/* SPDX-License-Identifier: GPL-3.0-or-later */
/* print_server_lines SERVER: the lines of all changes, each after "= CHANGE". */
#include "config.h"

#include <stdio.h>

#include "lib/scan/advice.h"

static int print_lines(enum scan_server server)
{
    struct arena arena;
    struct buf out;
    enum err err = ERR_OK;
    static const struct scan_facts none;

    arena_init(&arena, 1 << 20);
    buf_init(&out, 1 << 16);
    for (unsigned change = 0; err == ERR_OK && change < SCAN_CHANGE_COUNT; change++) {
        buf_printf(&out, "= %s\n", scan_change_id(change));
        err = scan_server_lines(&out, server, change, &none, &arena);
    }
    fwrite(out.p, 1, out.n, stdout);
    buf_free(&out);
    arena_free(&arena);
    return err == ERR_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
    for (unsigned server = 0; argc == 2 && server < SCAN_SERVER_UNKNOWN; server++) {
        if (strcmp(scan_server_name(server), argv[1]) == 0)
            return print_lines(server);
    }
    fprintf(stderr, "usage: print_server_lines nginx|Apache|HAProxy\n");
    return 2;
}
