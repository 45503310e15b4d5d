/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum err chain_fault_key(struct chain_fault_work *b, const struct privkey **out, enum key_kind kind,
                         unsigned bits)
{
    if (b->num_keys == CHAIN_FAULT_KEYS)
        return ERR_LIMIT;
    TRY(privkey_generate(&b->keys[b->num_keys], kind, bits, &b->how.rng));
    *out = b->keys[b->num_keys++];
    return ERR_OK;
}

enum err chain_fault_authority(struct chain_fault_work *b, struct issue_authority *out,
                               const char *what)
{
    out->name = issue_dn(&b->how, what);
    return chain_fault_key(b, &out->key, KEY_P256, 0);
}

enum err chain_fault_send(struct chain_fault_work *b, struct span cert)
{
    if (b->num_certs == CHAIN_FAULT_CERTS)
        return ERR_LIMIT;
    b->certs[b->num_certs++] = cert;
    return ERR_OK;
}

enum err chain_fault_raise(struct chain_fault_work *b, struct span cert)
{
    if (b->num_above == CHAIN_FAULT_ABOVE)
        return ERR_LIMIT;
    b->above[b->num_above++] = cert;
    return ERR_OK;
}
