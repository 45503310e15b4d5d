/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/factory/focsp.h"

#include <stdlib.h>

#include "lib/x509/cert.h"

#define SERIAL_RESPONDER "\x24\x43\x65\x87\xa9\xcb\xed\x0f\x04"

struct mint_single fc_single(struct arena *a, const struct fc_spec *issuer,
                             const struct fc_spec *cert, enum digest digest)
{
    return (struct mint_single){
        .id = mint_cert_id(a, digest, cert->issuer, fkey_spki(a, issuer->key), cert->serial),
        .revoked_at = FC_NOW - 2 * FC_DAY,
        .reason = -1,
        .this_update = FC_NOW - 3600,
        .next_update = FC_NOW + 3 * FC_DAY,
    };
}

struct fc_ocsp fc_ocsp_of(struct arena *a, const struct fc_spec *issuer, const struct fc_spec *cert)
{
    struct fc_ocsp r = {
        .spec = {.version = 1,
                 .key_hash = fkey_id(a, issuer->key),
                 .produced_at = FC_NOW - 3600,
                 .num_singles = 1},
        .key = issuer->key,
    };

    r.spec.singles[0] = fc_single(a, issuer, cert, DIGEST_SHA1);
    return r;
}

struct fc_spec fc_responder(struct arena *a, const struct fc_spec *issuer)
{
    struct fc_spec s = fc_leaf_under(a, issuer);

    s.serial = fd_copy(a, SPAN_LIT(SERIAL_RESPONDER));
    s.subject = fc_name(a, "C=US,O=Example Trust,CN=Example OCSP Responder");
    fc_rekey(a, &s, FKEY_P256_G);
    fc_drop(&s.exts, FC_OID_SAN);
    fc_drop(&s.exts, FC_OID_AIA);
    fc_set(&s.exts, FC_OID_EKU, false, fc_eku(a, FC_EKU_OCSP));
    fc_add(&s.exts, FC_OID_OCSP_NOCHECK, false, fd_null(a));
    return s;
}

void fc_ocsp_by(struct arena *a, struct fc_ocsp *response, const struct fc_spec *responder)
{
    response->key = responder->key;
    response->spec.name = responder->subject;
    response->spec.key_hash = (struct span){0};
    response->spec.certs[0] = fc_cert(a, responder);
    response->spec.num_certs = 1;
}

struct span fc_ocsp(struct arena *a, const struct fc_ocsp *response)
{
    struct mint_ocsp spec = response->spec;
    struct span out;

    spec.signer = fc_signer(a, response->key, response->sig);
    if (mint_ocsp(a, &out, &spec) != ERR_OK)
        abort();
    return out;
}
