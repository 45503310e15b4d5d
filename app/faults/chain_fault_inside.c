/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum err chain_fault_key(struct chain_fault_work *work, const struct privkey **out,
                         enum key_kind kind, unsigned bits)
{
    if (work->num_keys == CHAIN_FAULT_KEYS)
        return ERR_LIMIT;
    TRY(privkey_generate(&work->keys[work->num_keys], kind, bits, &work->how.rng));
    *out = work->keys[work->num_keys++];
    return ERR_OK;
}

enum err chain_fault_authority(struct chain_fault_work *work, struct issue_authority *out,
                               const char *what)
{
    out->name = issue_dn(&work->how, what);
    return chain_fault_key(work, &out->key, KEY_P256, 0);
}

enum err chain_fault_send(struct chain_fault_work *work, struct span cert)
{
    if (work->num_certs == CHAIN_FAULT_CERTS)
        return ERR_LIMIT;
    work->certs[work->num_certs++] = cert;
    return ERR_OK;
}

enum err chain_fault_raise(struct chain_fault_work *work, struct span cert)
{
    if (work->num_above == CHAIN_FAULT_ABOVE)
        return ERR_LIMIT;
    work->above[work->num_above++] = cert;
    return ERR_OK;
}
