/* SPDX-License-Identifier: GPL-3.0-or-later */
/* viewkit: what the tests of views share: a judged chain, golden texts, and a look at bytes. */
#ifndef TB_TESTS_UNIT_VIEW_VIEWKIT_H
#define TB_TESTS_UNIT_VIEW_VIEWKIT_H

#include <jansson.h>

#include "lib/view/view.h"
#include "tests/factory/trial.h"

#define KIT_STORE "/etc/ssl/certs/ca-certificates.crt"

struct viewkit {
    struct trial t;
    struct fc_spec root, ca, leaf; /* to be changed before kit_judge */
    struct view_input in;
    struct style style; /* 80 columns, UTF-8, no colour */
    struct buf out;
};

/* kit_open prepares the good chain, asked for FC_HOST; kit_close frees all. */
void kit_open(struct viewkit *k, const char *input);
void kit_close(struct viewkit *k);

/* kit_judge makes the three certificates, root as anchor and CA as helper, and judges the leaf. */
enum reason kit_judge(struct viewkit *k);

/* kit_is compares what was written with a golden text, shows both where they differ, and empties
 * the buffer. */
void kit_is(struct viewkit *k, const char *golden);

/* kit_has: the text holds this part (line breaks count as blanks). */
bool kit_has(const struct viewkit *k, const char *part);

/* kit_is_safe: valid UTF-8 that holds line feeds and no other hidden character. */
bool kit_is_safe(struct span text);

/* kit_json reads a text that is one line of safe JSON, and that the schema has as `def`.  It uses
 * schema_own (tests/unit/view/schema.h).  The caller releases the value. */
json_t *kit_json(const struct buf *line, const char *def);

#endif
