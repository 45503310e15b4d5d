/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Revocation by CRLite filters.  The intermediate has a CRL that is good. */
#include "config.h"

#include <stdlib.h>

#include "lib/crypto/digest.h"
#include "tests/crlite/clubcard_writer.h"
#include "tests/factory/flog.h"
#include "tests/neg/rules.h"

enum { OTHERS = 40, FILE_MAX = 1 << 16 };

static const enum fkey log_key = FKEY_P256_D;

/* A filter over the leaf and others of its CA, and a leaf that it covers; to be changed before it
 * is given. */
static struct cw_filter *filter_of(struct set *s, bool revoked)
{
    struct cw_filter *f = ARENA_NEW(s->a, struct cw_filter);
    struct cw_cert *certs = arena_alloc(s->a, OTHERS + 1, sizeof *certs);
    struct flog_spec sct = {.log = log_key, .ms = (FC_NOW - 2 * FC_DAY) * INT64_C(1000)};
    uint8_t hash[DIGEST_MAX_SIZE];

    if (f == NULL || certs == NULL)
        abort();
    flog_embed(s->a, &s->leaf, &sct, 1);
    s->t->in.revocation = REVOCATION_HARD;
    s->crls[0] = fc_crl_of(s->a, &s->root);
    s->num_crls = 1;
    for (size_t i = 0; i < OTHERS; i++) {
        uint8_t serial[] = {0x33, (uint8_t)i};
        certs[i].revoked = i % 9 == 1;
        if (arena_copy(s->a, &certs[i].serial, span_of(serial, sizeof serial)) != ERR_OK)
            abort();
    }
    certs[OTHERS] = (struct cw_cert){s->leaf.serial, revoked};
    digest_of(DIGEST_SHA256, hash, fkey_spki(s->a, s->ca.key));
    *f = (struct cw_filter){.name = "a.filter", .num_issuers = 1, .num_logs = 1};
    memcpy(f->issuers[0].spki_hash, hash, CRLITE_ID_SIZE);
    f->issuers[0].certs = certs;
    f->issuers[0].num_certs = OTHERS + 1;
    memcpy(f->logs[0].id, flog_id(s->a, log_key).p, CRLITE_ID_SIZE);
    f->logs[0].low = (uint64_t)(FC_NOW - 90 * FC_DAY) * 1000;
    f->logs[0].high = (uint64_t)(FC_NOW - FC_DAY) * 1000;
    return f;
}

static struct span kept(struct arena *a, struct buf *b)
{
    struct span out;

    if (arena_copy(a, &out, buf_span(b)) != ERR_OK)
        abort();
    buf_free(b);
    return out;
}

static struct crlite_filter *give(struct set *s, const struct cw_filter *filter)
{
    struct crlite *crlite = ARENA_NEW(s->a, struct crlite);
    struct crlite_filter *file = ARENA_NEW(s->a, struct crlite_filter);
    struct cw_made made;
    struct fail f = {0};
    struct buf b, index;

    if (crlite == NULL || file == NULL)
        abort();
    buf_init(&b, FILE_MAX);
    buf_init(&index, FILE_MAX);
    cw_write(&b, filter, 0, &made, s->a);
    cw_write_index(&index, filter, 1);
    *file = (struct crlite_filter){filter->name, kept(s->a, &b)};
    *crlite = (struct crlite){.filters = file, .origin = "crlite"};
    if (crlite_index_open(&crlite->index, kept(s->a, &index), s->a, &f) != ERR_OK)
        abort();
    s->t->in.crlite = crlite;
    return file;
}

static void good(struct set *s)
{
    give(s, filter_of(s, false));
}

static void revoked(struct set *s)
{
    give(s, filter_of(s, true));
}

static void revoked_soft(struct set *s)
{
    revoked(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void revoked_off(struct set *s)
{
    revoked(s);
    s->t->in.revocation = REVOCATION_OFF;
}

/* The newest time of the filter is this many seconds ago. */
static void aged(struct set *s, int64_t age)
{
    struct cw_filter *f = filter_of(s, false);

    f->logs[1] = f->logs[0];
    f->logs[0].high = (uint64_t)(FC_NOW - age) * 1000;
    flog_embed(s->a, &s->leaf,
               &(struct flog_spec){.log = log_key, .ms = (FC_NOW - 20 * FC_DAY) * INT64_C(1000)},
               1);
    give(s, f);
}

static void ten_days(struct set *s)
{
    aged(s, 10 * FC_DAY);
}

static void older(struct set *s)
{
    aged(s, 10 * FC_DAY + 1);
}

static void not_covered(struct set *s)
{
    struct cw_filter *f = filter_of(s, true);

    f->logs[0].high = (uint64_t)(FC_NOW - 2 * FC_DAY) * 1000 - 1;
    give(s, f);
}

static void not_covered_soft(struct set *s)
{
    not_covered(s);
    s->t->in.revocation = REVOCATION_SOFT;
}

static void not_enrolled(struct set *s)
{
    struct cw_filter *f = filter_of(s, true);

    f->issuers[0].spki_hash[0] ^= 1;
    give(s, f);
}

static void without_scts(struct set *s)
{
    give(s, filter_of(s, true));
    fc_drop(&s->leaf.exts, FLOG_OID_SCTS);
}

static void broken(struct set *s)
{
    struct crlite_filter *file = give(s, filter_of(s, false));

    file->bytes.n--;
}

#define ROW(rule, reason, levels, text, bad, good)                      \
    {                                                                   \
        text, RULE_##rule, REASON_##reason, levels, 0, bad, good, false \
    }

static const struct row rows[] = {
    ROW(REVOKED_CRLITE, REVOKED, EVERY, "revoked by CRLite", revoked, good),
    ROW(REVOKED_CRLITE, REVOKED, EVERY, "revoked by CRLite under soft", revoked_soft, revoked_off),
    ROW(CRLITE_STALE, REVOCATION_UNKNOWN, EVERY, "stale CRLite filters", older, ten_days),
    ROW(CRLITE_SILENT, REVOCATION_UNKNOWN, EVERY, "not covered by CRLite", not_covered, good),
    ROW(CRLITE_SILENT, REVOCATION_UNKNOWN, "WWW", "not covered by CRLite under soft",
        not_covered_soft, good),
    ROW(CRLITE_SILENT, REVOCATION_UNKNOWN, EVERY, "not enrolled in CRLite", not_enrolled, good),
    ROW(CRLITE_SILENT, REVOCATION_UNKNOWN, EVERY, "no SCTs for CRLite", without_scts, good),
    ROW(BAD_CRLITE, REVOCATION_UNKNOWN, EVERY, "malformed CRLite filter", broken, good),
};

const struct theme rules_crlite = THEME(rows);
