/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema_check SCHEMA: holds each line of standard input against the schema; for tests of
 * commands.  One line a disagreement; exit 0 where every line fits and there is at least one.
 */
#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/view/schema.h"

int main(int argc, char **argv)
{
    struct schema s;
    char *line = NULL;
    size_t room = 0, number = 0, bad = 0;
    ssize_t n;

    if (argc != 2 || !schema_load(&s, argv[1])) {
        fprintf(stderr, "usage: schema_check SCHEMA <NDJSON\n");
        return 2;
    }
    while ((n = getline(&line, &room, stdin)) > 0) {
        json_error_t where;
        json_t *v = json_loadb(line, (size_t)n, JSON_REJECT_DUPLICATES, &where);
        number++;
        if (v == NULL || !schema_check(&s, v)) {
            printf("line %zu: %s\n", number, v == NULL ? where.text : s.why);
            bad++;
        }
        json_decref(v);
    }
    free(line);
    schema_free(&s);
    return bad == 0 && number > 0 ? 0 : 1;
}
