/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/x509/signing.h"

/* Reads the algorithm.  A mismatch with the inner one is reported, and the outer one counts. */
static void read_alg(struct signing *signing, struct span inner_alg)
{
    struct der alg = der_open(signing->alg, &signing->form);
    struct span content;

    /* RFC 5280 4.1.1.2, 5.1.1.2: both AlgorithmIdentifiers are the same. */
    if (inner_alg.p != NULL && !span_eq(inner_alg, signing->alg))
        fail_set(&signing->form, ERR_CERT_ALG_MISMATCH, signing->alg);
    content = der_get(&alg, DER_SEQUENCE);
    if (signing->form.err != ERR_OK)
        return;
    enum err e = sigalg_parse(&signing->sigalg, content, &signing->form);
    if (e != ERR_OK)
        fail_set(&signing->form, e, content);
}

struct der signing_open(struct span *part, struct der *seq, struct span der, struct fail *fail)
{
    struct der all = der_open(der, fail);

    *seq = der_enter(&all, DER_SEQUENCE);
    der_end(&all);
    *part = der_raw(seq, DER_SEQUENCE);
    struct der outer = der_open(*part, fail);
    return der_enter(&outer, DER_SEQUENCE);
}

void signing_read(struct signing *out, struct der *seq, struct span inner_alg)
{
    unsigned unused;

    *out = (struct signing){.alg = der_raw(seq, DER_SEQUENCE)};
    struct span bits = der_get(seq, DER_BIT_STRING);
    if (seq->fail->err != ERR_OK)
        return;
    out->signature = der_bits_content(bits, &unused, &out->bits);
    /* The signatures of all algorithms are whole octets. */
    if (unused != 0)
        fail_set(&out->bits, ERR_CERT_SIGNATURE_BITS, bits);
    read_alg(out, inner_alg);
}
