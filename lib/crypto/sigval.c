/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sigval.h"

#include "lib/asn1/der.h"
#include "lib/crypto/number.h"

/* Is the content of an INTEGER positive and of at most max_bytes bytes?  One octet more may keep
 * it positive. */
static bool fits(struct span content, size_t max_bytes)
{
    return (content.p[0] & 0x80) == 0 && content.n <= max_bytes + (content.p[0] == 0) &&
           !(content.n == 1 && content.p[0] == 0);
}

enum err sigval_split(struct span *r, struct span *s, struct span sig, size_t max_bytes)
{
    struct fail fail = {0};
    struct der all = der_open(sig, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);

    *r = der_integer(&seq);
    *s = der_integer(&seq);
    der_end(&seq);
    der_end(&all);
    return fail.err == ERR_OK && fits(*r, max_bytes) && fits(*s, max_bytes) ? ERR_OK : ERR_SIG_FORM;
}

enum err sigval_read(struct dsa_signature *out, struct span sig, size_t max_bytes)
{
    struct span r, s;

    TRY(sigval_split(&r, &s, sig, max_bytes));
    number_read(out->r, r);
    number_read(out->s, s);
    return ERR_OK;
}
