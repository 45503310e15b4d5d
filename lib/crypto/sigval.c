/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sigval.h"

#include "lib/asn1/der.h"

void sigval_import(mpz_t out, struct span number)
{
    mpz_import(out, number.n, 1, 1, 1, 0, number.p);
}

enum err sigval_read(struct dsa_signature *out, struct span sig, size_t max_bytes)
{
    struct fail fail = {0};
    struct der all = der_open(sig, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span r = der_integer(&seq), s = der_integer(&seq);

    der_end(&seq);
    der_end(&all);
    /* One octet more: the one that keeps a number positive. */
    if (fail.err != ERR_OK || r.n > max_bytes + 1 || s.n > max_bytes + 1 ||
        (r.p[0] & 0x80) != 0 || (s.p[0] & 0x80) != 0)
        return ERR_SIG_FORM;
    sigval_import(out->r, r);
    sigval_import(out->s, s);
    return mpz_sgn(out->r) > 0 && mpz_sgn(out->s) > 0 ? ERR_OK : ERR_SIG_FORM;
}
