/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct chain_fault_row rows[] = {
#define CHAIN_FAULT(name, must, reason, words, ca, leaf, chain)     \
    {{name, SERVER_FAULT_CERTIFICATE, SERVER_FAULT_##must, REASON_##reason, words}, \
     chain_fault_##ca,                                               \
     chain_fault_##leaf,                                             \
     chain_fault_##chain},
#include "app/faults/chain_faults.def"
#undef CHAIN_FAULT
};

const struct chain_fault_row chain_fault_good = {
    {"good", SERVER_FAULT_CERTIFICATE, SERVER_FAULT_ACCEPT, REASON_OK, "nothing is wrong"},
    chain_fault_none,
    chain_fault_none,
    chain_fault_crls,
};
const struct chain_fault_row chain_fault_good_rsa = {
    {"good-rsa", SERVER_FAULT_CERTIFICATE, SERVER_FAULT_ACCEPT, REASON_OK, "nothing is wrong"},
    chain_fault_none,
    chain_fault_rsa,
    chain_fault_none,
};

size_t chain_fault_count(void)
{
    return COUNT(rows);
}

const struct chain_fault_row *chain_fault_at(size_t i)
{
    return &rows[i];
}

const struct chain_fault_row *chain_fault_find(struct span name)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (span_eq(span_str(rows[i].bad.name), name))
            return &rows[i];
    }
    return NULL;
}

enum err chain_fault_none(struct chain_fault_work *b)
{
    (void)b;
    return ERR_OK;
}

enum err chain_fault_fresh(struct chain_fault_work *b)
{
    (void)b;
    return ERR_OK;
}

/* The CA of the leaf: that of the test PKI, or one of this row's own. */
static enum err make_ca(struct chain_fault_work *b, const struct chain_fault_row *row)
{
    b->root = (struct issue_authority){b->base->root_name, b->base->root_key};
    if (row->ca == chain_fault_none) {
        b->ca = (struct issue_authority){b->base->intermediate_name, b->base->intermediate_key};
        b->ca_cert = b->base->intermediate;
        return ERR_OK;
    }
    TRY(chain_fault_authority(b, &b->ca, "intermediate"));
    TRY(issue_ca(&b->how, &b->ca_spec, &b->ca, &b->root, 0));
    TRY(row->ca(b));
    return mint_cert(b->how.arena, &b->ca_cert, &b->ca_spec);
}

static enum err make(struct chain_fault_work *b, const struct chain_fault_row *row)
{
    const struct privkey *key;

    TRY(issue_name(&b->how, &b->name, b->host));
    TRY(chain_fault_key(b, &key, KEY_P256, 0));
    TRY(make_ca(b, row));
    TRY(issue_leaf(&b->how, &b->leaf_spec, b->name, key, &b->ca));
    TRY(row->leaf(b));
    TRY(mint_cert(b->how.arena, &b->leaf_cert, &b->leaf_spec));
    TRY(chain_fault_send(b, b->leaf_cert));
    TRY(chain_fault_send(b, b->ca_cert));
    for (size_t i = 0; i < b->num_above; i++)
        TRY(chain_fault_send(b, b->above[i]));
    return row->chain(b);
}

static enum err finish(struct chain_fault *out, struct chain_fault_work *b)
{
    struct span *certs = arena_alloc(b->how.arena, b->num_certs, sizeof *certs);

    if (certs == NULL)
        return b->how.arena->err;
    memcpy(certs, b->certs, b->num_certs * sizeof *certs);
    *out = (struct chain_fault){.certs = certs, .num_certs = b->num_certs, .key = b->keys[0]};
    b->keys[0] = NULL;
    memcpy(out->crls, b->crls, sizeof out->crls);
    out->num_crls = b->num_crls;
    return ERR_OK;
}

enum err chain_fault_make(struct chain_fault *out, struct arena *arena,
                          const struct chain_fault_row *row, const struct test_pki *base,
                          const char *host, int64_t now)
{
    struct chain_fault_work b = {.how = {arena, base->how.rng, now}, .base = base, .host = host};

    *out = (struct chain_fault){0};
    enum err err = make(&b, row);
    if (err == ERR_OK)
        err = finish(out, &b);
    for (size_t i = 0; i < b.num_keys; i++)
        privkey_free(b.keys[i]);
    return err;
}

void chain_fault_free(struct chain_fault *c)
{
    privkey_free(c->key);
    *c = (struct chain_fault){0};
}
