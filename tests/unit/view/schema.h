/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema: holds JSON against a JSON Schema (draft 2020-12), as far as doc/tlsbox.schema.json goes.
 * A keyword that is not understood is a fault, so that none is passed over in silence.
 */
#ifndef TB_TESTS_UNIT_VIEW_SCHEMA_H
#define TB_TESTS_UNIT_VIEW_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

struct schema {
    json_t *root;
    char why[512]; /* the first thing that did not fit */
};

bool schema_load(struct schema *s, const char *path);
bool schema_load_own(struct schema *s); /* that of the sources */
void schema_free(struct schema *s);

/* schema_check says whether the value fits; s->why says what does not. */
bool schema_check(struct schema *s, const json_t *value);

/* schema_check_as holds it against one of the schema's $defs. */
bool schema_check_as(struct schema *s, const char *def, const json_t *value);

/* schema_own is that of the sources for the tests of a group with these fixtures. */
extern struct schema schema_own;
int schema_set_up(void **state);
int schema_tear_down(void **state);

#endif
