/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/harness/harness.h"

#include <stdio.h>

#include "lib/asn1/pem.h"

/* The first block of a PEM text, decoded into the arena. */
static bool pem_der(struct span *out, struct arena *a, const char *pem, enum err *why)
{
    struct span text = span_str(pem);
    struct pem_block block;
    struct fail f = {0};
    struct buf der;

    buf_init(&der, 1 << 24);
    if (!pem_next(&text, &block, &f)) {
        *why = f.err != ERR_OK ? f.err : ERR_PEM_NONE;
        return false;
    }
    *why = pem_decode(&der, block.body, &f);
    if (*why == ERR_OK)
        *why = arena_copy(a, out, buf_span(&der));
    buf_free(&der);
    return *why == ERR_OK;
}

bool links_add_der(struct links *l, struct arena *a, struct span der, enum source s, enum err *why)
{
    struct fail f = {0};
    struct cert *c = ARENA_NEW(a, struct cert);

    *why = c == NULL ? ERR_LIMIT : cert_parse(c, der, &f);
    if (*why == ERR_OK)
        *why = ARENA_GROW(a, l->list, l->num, l->cap);
    if (*why != ERR_OK)
        return false;
    l->list[l->num++] = (struct link){.cert = c, .source = s};
    return true;
}

bool links_add_pem(struct links *l, struct arena *a, const char *pem, enum source s, enum err *why)
{
    struct span der;

    return pem_der(&der, a, pem, why) && links_add_der(l, a, der, s, why);
}

bool crls_add_der(struct crls *l, struct arena *a, struct span der, enum err *why)
{
    struct fail f = {0};
    struct crl *c = ARENA_NEW(a, struct crl);

    *why = c == NULL ? ERR_LIMIT : crl_parse(c, der, &f);
    if (*why == ERR_OK)
        *why = ARENA_GROW(a, l->list, l->num, l->cap);
    if (*why != ERR_OK)
        return false;
    l->list[l->num++] = c;
    return true;
}

bool crls_add_pem(struct crls *l, struct arena *a, const char *pem, enum err *why)
{
    struct span der;

    return pem_der(&der, a, pem, why) && crls_add_der(l, a, der, why);
}

static const struct link *find(void *store, const struct anchor_name *subject, size_t i)
{
    const struct links *l = store;

    for (size_t n = 0; n < l->num; n++) {
        if (name_id_eq(&l->list[n].cert->subject_id, subject->id) && i-- == 0)
            return &l->list[n];
    }
    return NULL;
}

struct anchors links_anchors(struct links *l)
{
    return (struct anchors){.store = l, .find = find};
}

void tally_add(struct tally *t, const char *id, bool expected, bool got, const char *why)
{
    if (expected == got) {
        t->agree++;
        return;
    }
    if (got)
        t->false_accept++;
    else
        t->false_reject++;
    printf("%s: %s (%s)\n", id, got ? "false accept" : "false reject", why);
}

void tally_skip(struct tally *t, const char *id, const char *why)
{
    t->skipped++;
    printf("%s: skipped (%s)\n", id, why);
}

int tally_end(const struct tally *t)
{
    printf("%u agree, %u false-accept, %u false-reject, %u skipped\n", t->agree, t->false_accept,
           t->false_reject, t->skipped);
    return t->agree > 0 && t->false_accept + t->false_reject + t->skipped == 0 ? 0 : 1;
}

const char *json_text(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

const char *report_why(const struct report *r)
{
    const struct finding *f = path_headline(&r->chosen);
    struct buf b;
    struct span kept;

    if (f == NULL)
        return "ok";
    buf_init(&b, 1 << 10);
    buf_printf(&b, "%s: certificate %d: %s: %s: %s", reason_code(r->reason), f->cert,
               rule_id(f->rule), rule_text(f->rule), err_text(f->err));
    buf_u8(&b, 0);
    const char *why = arena_copy(r->arena, &kept, buf_span(&b)) == ERR_OK ? (const char *)kept.p
                                                                         : reason_code(r->reason);
    buf_free(&b);
    return why;
}
