/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/viewkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "lib/base/utf8.h"
#include "lib/view/text/safe.h"
#include "tests/unit/view/schema.h"

void kit_open(struct viewkit *k, const char *input)
{
    trial_open(&k->t);
    k->root = fc_root(&k->t.arena);
    k->ca = fc_intermediate(&k->t.arena);
    k->leaf = fc_leaf(&k->t.arena);
    assert_true(trial_host(&k->t, FC_HOST));
    k->in =
        (struct view_input){.input = input, .judge = &k->t.in, .store = KIT_STORE, .now = FC_NOW};
    k->style = (struct style){.utf8 = true, .columns = 80};
    buf_init(&k->out, 1 << 24);
}

void kit_close(struct viewkit *k)
{
    buf_free(&k->out);
    trial_close(&k->t);
}

enum reason kit_judge(struct viewkit *k)
{
    assert_true(trial_anchor(&k->t, fc_cert(&k->t.arena, &k->root)));
    assert_true(trial_helper(&k->t, fc_cert(&k->t.arena, &k->ca)));
    return trial_judge(&k->t, fc_cert(&k->t.arena, &k->leaf));
}

void kit_is(struct viewkit *k, const char *golden)
{
    assert_int_equal(k->out.err, ERR_OK);
    /* Written straight: the test library cuts what is long. */
    if (!span_eq(buf_span(&k->out), span_str(golden)))
        fprintf(stderr, "--- wanted\n%s--- found\n%.*s---\n", golden, (int)k->out.n,
                (const char *)k->out.p);
    assert_true(span_eq(buf_span(&k->out), span_str(golden)));
    buf_truncate(&k->out, 0);
}

bool kit_has(const struct viewkit *k, const char *part)
{
    struct buf flat;
    bool found = false;

    buf_init(&flat, 1 << 24);
    for (size_t i = 0; i < k->out.n; i++) {
        bool blank = k->out.p[i] == '\n' || k->out.p[i] == ' ';
        if (!blank || flat.n == 0 || flat.p[flat.n - 1] != ' ')
            buf_u8(&flat, blank ? ' ' : k->out.p[i]);
    }
    for (size_t i = 0; i < flat.n && !found; i++)
        found = span_starts(span_tail(buf_span(&flat), i), span_str(part));
    if (!found)
        print_error("\"%s\" is not in:\n%.*s\n", part, (int)k->out.n, (const char *)k->out.p);
    buf_free(&flat);
    return found;
}

bool kit_is_safe(struct span text)
{
    uint32_t c;

    while (text.n > 0) {
        if (!utf8_next(&c, &text) || (c != '\n' && safe_is_hidden(c)))
            return false;
    }
    return true;
}

json_t *kit_json(const struct buf *line, const char *def)
{
    assert_int_equal(line->err, ERR_OK);
    assert_int_equal(span_find(buf_span(line), '\n'), line->n - 1);
    assert_true(kit_is_safe(buf_span(line)));
    json_t *v = json_loadb((const char *)line->p, line->n, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(v);
    if (!schema_check_as(&schema_own, def, v) || !schema_check(&schema_own, v))
        fail_msg("%s in %.*s", schema_own.why, (int)line->n, (const char *)line->p);
    return v;
}
