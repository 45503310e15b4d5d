/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the chain of a certificate fault: leaf, CA, root of the test PKI. A row of chain_faults.def
 * has one function each for the CA, the leaf and what is sent.  Each changes a chain that would be
 * right without it. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

#include "lib/base/lookup.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const struct chain_fault_row rows[] = {
#define CHAIN_FAULT(name, must, reason, words, ca, leaf, chain) \
    {chain_fault_##ca, chain_fault_##leaf, chain_fault_##chain},
#include "app/faults/chain_faults.def"
#undef CHAIN_FAULT
};

static const struct server_fault bads[] = {
#define CHAIN_FAULT(name, must, reason, words, ca, leaf, chain)                      \
    {ROW_TEXT(name), SERVER_FAULT_CERTIFICATE, SERVER_FAULT_##must, REASON_##reason, \
     ROW_TEXT(words)},
#include "app/faults/chain_faults.def"
#undef CHAIN_FAULT
};

const struct chain_fault_row chain_fault_good = {
    chain_fault_none,
    chain_fault_none,
    chain_fault_crls,
};
const struct chain_fault_row chain_fault_good_rsa = {
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

const struct server_fault *chain_fault_bad(size_t i)
{
    return &bads[i];
}

const struct chain_fault_row *chain_fault_find(struct span name)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (span_eq(span_str(bads[i].name), name))
            return &rows[i];
    }
    return NULL;
}

enum err chain_fault_none(struct chain_fault_work *work)
{
    (void)work;
    return ERR_OK;
}

/* make_ca compares the row's function with chain_fault_none: any other one gets a new CA. */
enum err chain_fault_fresh(struct chain_fault_work *work)
{
    (void)work;
    return ERR_OK;
}

/* The CA of the leaf: the intermediate of the test PKI, or a new one for this row. */
static enum err make_ca(struct chain_fault_work *work, const struct chain_fault_row *row)
{
    work->root = (struct issue_authority){work->base->root_name, work->base->root_key};
    if (row->ca == chain_fault_none) {
        work->ca =
            (struct issue_authority){work->base->intermediate_name, work->base->intermediate_key};
        work->ca_cert = work->base->intermediate;
        return ERR_OK;
    }
    TRY(chain_fault_authority(work, &work->ca, "intermediate"));
    TRY(issue_ca(&work->how, &work->ca_spec, &work->ca, &work->root, 0));
    TRY(row->ca(work));
    return mint_cert(work->how.arena, &work->ca_cert, &work->ca_spec);
}

/* Makes the chain.  The three functions of the row change the CA, the leaf and what is sent, each
 * just before the step that they affect. */
static enum err make(struct chain_fault_work *work, const struct chain_fault_row *row)
{
    const struct privkey *key;

    TRY(issue_name(&work->how, &work->name, work->host));
    TRY(chain_fault_key(work, &key, KEY_P256, 0));
    TRY(make_ca(work, row));
    TRY(issue_leaf(&work->how, &work->leaf_spec, work->name, key, &work->ca));
    TRY(row->leaf(work));
    TRY(mint_cert(work->how.arena, &work->leaf_cert, &work->leaf_spec));
    TRY(chain_fault_send(work, work->leaf_cert));
    TRY(chain_fault_send(work, work->ca_cert));
    for (size_t i = 0; i < work->num_above; i++)
        TRY(chain_fault_send(work, work->above[i]));
    return row->chain(work);
}

/* Moves the results out of the work area; the first key is the one for the handshake. */
static enum err finish(struct chain_fault *out, struct chain_fault_work *work)
{
    struct span *certs = arena_alloc(work->how.arena, work->num_certs, sizeof *certs);

    if (certs == NULL)
        return work->how.arena->err;
    memcpy(certs, work->certs, work->num_certs * sizeof *certs);
    *out = (struct chain_fault){.certs = certs, .num_certs = work->num_certs, .key = work->keys[0]};
    work->keys[0] = NULL;
    memcpy(out->crls, work->crls, sizeof out->crls);
    out->num_crls = work->num_crls;
    return ERR_OK;
}

/* The key for the handshake passes to *out; the keys of CAs are freed here. */
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

void chain_fault_free(struct chain_fault *fault)
{
    privkey_free(fault->key);
    *fault = (struct chain_fault){0};
}
