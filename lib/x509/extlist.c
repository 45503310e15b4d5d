/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/extlist.h"

void extlist_open(struct extlist *l, struct span content, struct fail *fail)
{
    /* Not the whole struct: seen is large, and a CRL has many entries. */
    l->rest = content;
    l->fail = fail;
    l->num = 0;
    if (content.n == 0)
        fail_set(fail, ERR_EXT_EMPTY, content);
}

static bool is_new(struct extlist *l, const struct extension *x)
{
    for (unsigned i = 0; i < l->num; i++) {
        if (span_eq(l->seen[i], x->oid_content)) {
            fail_set(l->fail, ERR_EXT_DUPLICATE, x->raw);
            return false;
        }
    }
    if (l->num == EXTLIST_MAX)
        fail_set(l->fail, ERR_EXT_TOO_MANY, x->raw);
    else
        l->seen[l->num++] = x->oid_content;
    return true;
}

bool extlist_next(struct extlist *l, struct extension *out)
{
    do {
        struct span at = l->rest;
        if (at.n == 0)
            return false;
        if (!cert_ext_next(&l->rest, out)) {
            fail_set(l->fail, ERR_EXT_ENCODING, at);
            return false;
        }
    } while (!is_new(l, out));
    return true;
}
