/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/scan/leaf.h"

#include "lib/x509/certext.h"

bool leaf_parse(struct cert *out, const struct scan_chain *chain)
{
    struct fail fail = {0};
    bool is_read = chain->num > 0 && cert_parse(out, chain->certs[0], &fail) == ERR_OK;

    if (!is_read)
        *out = (struct cert){0};
    return is_read;
}

bool leaf_names_responder(const struct cert *leaf)
{
    struct span it = leaf->ext[EXT_AIA].val;
    struct access access;
    bool found = false;

    if (cert_ext_state(leaf, EXT_AIA) != EXT_READ)
        return false;
    while (!found && access_next(&it, &access))
        found = access.method == OID_AD_OCSP;
    return found;
}
