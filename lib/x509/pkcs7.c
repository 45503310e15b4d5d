/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the certificates and CRLs of a SignedData (RFC 5652 5.1) from BER, without decoding
 * anything else. */
#include "config.h"

#include "lib/x509/pkcs7.h"

#include "lib/asn1/ber.h"
#include "lib/asn1/oid.h"

enum err pkcs7_open(struct pkcs7 *out, struct span ber, struct fail *fail)
{
    struct ber_reader all = ber_open(ber, fail, ERR_PKCS7_FORM);
    struct ber_reader info = ber_enter(&all, DER_SEQUENCE);
    struct span type = ber_get(&info, DER_OID);

    *out = (struct pkcs7){0};
    if (fail->err == ERR_OK && oid_find(type) != OID_PKCS7_SIGNED_DATA)
        fail_set(fail, ERR_PKCS7_FORM, type);
    struct ber_reader content = ber_enter(&info, DER_CTXC(0));
    struct ber_reader data = ber_enter(&content, DER_SEQUENCE);
    ber_get(&data, DER_INTEGER);  /* version */
    ber_get(&data, DER_SET);      /* digestAlgorithms */
    ber_get(&data, DER_SEQUENCE); /* encapContentInfo */
    ber_opt(&data, DER_CTXC(0), &out->certs);
    ber_opt(&data, DER_CTXC(1), &out->crls);
    return fail->err;
}

bool pkcs7_next(struct span *set, struct span *out, struct fail *fail)
{
    struct tlv t;

    while (ber_next(set, &t, fail)) {
        if (t.tag == DER_SEQUENCE) {
            *out = t.raw;
            return true;
        }
    }
    return false;
}
