/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions that say who may certify what, and CRLs. */
#include "config.h"

#include "lib/x509/cert.h"
#include "tests/differ/changes.h"

static const struct span nothing;

static void drop(struct kin *k, size_t i, const char *oid)
{
    mint_drop(&k->certs[i].exts, oid);
}

static bool often(struct kin *k)
{
    return dice_roll(&k->dice, 6) != 0;
}

void change_basic(struct kin *k, size_t i)
{
    static const int lengths[] = {-1, 0, 0, 1, 2, 127};
    struct arena *a = k->a;
    struct span odd[] = {
        FD(a, DER_SEQUENCE, fd_bool(a, false)),
        FD(a, DER_SEQUENCE, fd_int(a, 0)),
        FD(a, DER_SEQUENCE, fd_bool(a, true), fd_int(a, -1)),
        FD(a, DER_SEQUENCE, fd_bool(a, true), fd_int(a, INT64_C(1) << 40)),
        FD(a, DER_SEQUENCE, fd_tlv(a, DER_BOOLEAN, SPAN_LIT("\1"))),
    };

    if (dice_roll(&k->dice, 6) == 0)
        drop(k, i, FC_OID_BC);
    else
        fc_set(&k->certs[i].exts, FC_OID_BC, often(k),
               dice_roll(&k->dice, 5) == 0 ? DICE_PICK(&k->dice, odd)
                                           : fc_bc(a, often(k), DICE_PICK(&k->dice, lengths)));
}

void change_usage(struct kin *k, size_t i)
{
    static const uint32_t flags[] = {
        0,
        KU_KEY_CERT_SIGN,
        KU_CRL_SIGN,
        KU_KEY_CERT_SIGN | KU_CRL_SIGN,
        KU_DIGITAL_SIGNATURE,
        KU_KEY_ENCIPHERMENT,
        KU_KEY_AGREEMENT,
        KU_DIGITAL_SIGNATURE | KU_KEY_CERT_SIGN,
        KU_DECIPHER_ONLY,
        KU_NON_REPUDIATION,
    };
    struct span value = dice_roll(&k->dice, 8) == 0
                            ? fd_tlv(k->a, DER_BIT_STRING, SPAN_LIT("\0\x04"))
                            : fc_ku(k->a, DICE_PICK(&k->dice, flags));

    if (dice_roll(&k->dice, 6) == 0)
        drop(k, i, FC_OID_KU);
    else
        fc_set(&k->certs[i].exts, FC_OID_KU, often(k), value);
}

void change_purposes(struct kin *k, size_t i)
{
    static const char *const lists[] = {
        FC_EKU_SERVER,
        FC_EKU_CLIENT,
        FC_EKU_SERVER " " FC_EKU_CLIENT,
        FC_EKU_ANY,
        "",
        FC_EKU_EMAIL,
        FC_EKU_ANY " " FC_EKU_CLIENT,
        "1.2.3.4",
        FC_EKU_SERVER " " FC_EKU_SERVER,
        "2.16.840.1.113730.4.1",
        "1.3.6.1.4.1.311.10.3.3",
    };

    if (dice_roll(&k->dice, 6) == 0)
        drop(k, i, FC_OID_EKU);
    else
        fc_set(&k->certs[i].exts, FC_OID_EKU, !often(k), fc_eku(k->a, DICE_PICK(&k->dice, lists)));
}

void change_identifiers(struct kin *k, size_t i)
{
    struct arena *a = k->a;
    struct span id = fkey_id(a, k->certs[i > 0 ? i - 1 : 0].key), other = SPAN_LIT("another");
    struct span dir = fc_dir(a, k->certs[i > 0 ? i - 1 : 0].issuer);
    struct span serial = k->certs[i > 0 ? i - 1 : 0].serial;
    struct span akis[] = {
        fc_aki(a, id, nothing, nothing),
        fc_aki(a, other, nothing, nothing),
        fc_aki(a, id, dir, serial),
        fc_aki(a, nothing, dir, serial),
        fc_aki(a, nothing, dir, SPAN_LIT("\x55")),
        fc_aki(a, id, dir, nothing),
        fc_aki(a, SPAN_LIT("x"), nothing, nothing),
        FD(a, DER_SEQUENCE, nothing),
    };
    struct span skis[] = {fc_ski(a, other), fc_ski(a, nothing), fc_ski(a, SPAN_LIT("x"))};

    switch (dice_roll(&k->dice, 4)) {
    case 0: drop(k, i, FC_OID_AKI); break;
    case 1: drop(k, i, FC_OID_SKI); break;
    case 2: fc_set(&k->certs[i].exts, FC_OID_AKI, !often(k), DICE_PICK(&k->dice, akis)); break;
    default: fc_set(&k->certs[i].exts, FC_OID_SKI, !often(k), DICE_PICK(&k->dice, skis)); break;
    }
}

void change_policies(struct kin *k, size_t i)
{
    static const char *const sets[] = {
        "1.2.3.1",         "1.2.3.2", "1.2.3.1 1.2.3.2", "2.5.29.32.0", "1.2.3.1 2.5.29.32.0",
        "1.2.3.1 1.2.3.1", ""};
    static const char *const maps[] = {"1.2.3.1 1.2.3.2", "1.2.3.2 1.2.3.1", "2.5.29.32.0 1.2.3.1",
                                       "1.2.3.1 2.5.29.32.0", "1.2.3.1 1.2.3.1 1.2.3.1 1.2.3.2"};
    struct fc_exts *e = &k->certs[i].exts;
    struct arena *a = k->a;
    int n = (int)dice_roll(&k->dice, 4) - 1;

    switch (dice_roll(&k->dice, 6)) {
    case 0: drop(k, i, FC_OID_CP); break;
    case 1: fc_set(e, FC_OID_PC, often(k), fc_pc(a, n, -1)); break;
    case 2: fc_set(e, FC_OID_PC, often(k), fc_pc(a, 0, n)); break;
    case 3: fc_set(e, FC_OID_IAP, often(k), fc_iap(a, n)); break;
    case 4: fc_set(e, FC_OID_PM, !often(k), fc_pm(a, DICE_PICK(&k->dice, maps))); break;
    default: fc_set(e, FC_OID_CP, !often(k), fc_cp(a, DICE_PICK(&k->dice, sets))); break;
    }
}

/* One that nobody knows, one twice, one whose value is another's or none. */
void change_extension(struct kin *k, size_t i)
{
    static const char *const oids[] = {
        FC_UNKNOWN_OID, FC_OID_SAN, FC_OID_BC,       FC_OID_KU,          FC_OID_CP, FC_OID_AIA,
        FC_OID_CRLDP,   FC_OID_IAN, FC_OID_FRESHEST, FC_OID_TLS_FEATURE, FC_OID_NC, FC_OID_EKU};
    struct arena *a = k->a;
    struct span values[] = {fd_null(a),
                            FD(a, DER_SEQUENCE, nothing),
                            fc_ku(a, KU_CRL_SIGN),
                            FC_NAMES(a, fc_dns(a, FC_HOST)),
                            fc_tls_feature(a, 5),
                            nothing,
                            fc_bc(a, true, -1)};
    const char *oid = DICE_PICK(&k->dice, oids);
    bool critical = dice_roll(&k->dice, 3) == 0;

    if (dice_roll(&k->dice, 3) == 0 && k->certs[i].exts.num < MINT_EXTS)
        fc_add(&k->certs[i].exts, oid, critical, DICE_PICK(&k->dice, values));
    else
        fc_set(&k->certs[i].exts, oid, critical, DICE_PICK(&k->dice, values));
}

/* What follows in another order, and criticality turned round. */
void change_order(struct kin *k, size_t i)
{
    struct fc_exts *e = &k->certs[i].exts;

    if (e->num < 2)
        return;
    struct mint_ext *x = &e->list[dice_roll(&k->dice, e->num)];
    if (dice_roll(&k->dice, 2) == 0) {
        x->critical = !x->critical;
    } else {
        struct mint_ext first = e->list[0];

        e->list[0] = *x;
        *x = first;
    }
}

void change_crl(struct kin *k, size_t i)
{
    struct arena *a = k->a;
    size_t issuer = k->num - 2;
    struct span leaf = k->certs[k->num - 1].serial;
    static const uint32_t masks[] = {0, 1u << 1, 1u << 5};

    (void)i;
    /* Every certificate of a path needs a CRL: with one CRL, a path of one. */
    if (k->num > 2)
        return;
    k->with_crl = true;
    k->crl = fc_crl_of(a, &k->certs[issuer]);
    if (dice_roll(&k->dice, 2) == 0)
        fc_revoke(a, &k->crl, dice_roll(&k->dice, 3) == 0 ? SPAN_LIT("\x44") : leaf, 1);
    switch (dice_roll(&k->dice, 8)) {
    case 0: k->crl.next_update = FC_NOW - 1; break;
    case 1: k->crl.this_update = FC_NOW + 1; break;
    case 2: k->crl.corrupt = true; break;
    case 3: k->crl.version = 1; break;
    case 4:
        fc_set(&k->crl.exts, FC_OID_IDP, true,
               fc_idp(a, (struct extval_idp){.only_user = dice_roll(&k->dice, 2) == 0,
                                             .only_ca = dice_roll(&k->dice, 2) == 0,
                                             .reasons = DICE_PICK(&k->dice, masks)}));
        break;
    case 5: fc_add(&k->crl.exts, FC_UNKNOWN_OID, true, fd_null(a)); break;
    case 6: k->crl.key = FKEY_P256_G; break;
    default: break;
    }
}
