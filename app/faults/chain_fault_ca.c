/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be wrong with the CA above a leaf. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum { LONG_CHAIN = 12 };

static void set(struct chain_fault_work *b, enum oid oid, bool critical, struct span value)
{
    mint_set(&b->ca_spec.exts, oid_dotted(oid), critical, value);
}

/* One more CA above the row's own. */
static enum err raise_ca(struct chain_fault_work *b, const struct issue_authority *ca,
                         const struct issue_authority *by, int path_len)
{
    struct mint_spec spec;
    struct span cert;

    TRY(issue_ca(&b->how, &spec, ca, by, path_len));
    TRY(mint_cert(b->how.arena, &cert, &spec));
    return chain_fault_raise(b, cert);
}

enum err chain_fault_ca_expired(struct chain_fault_work *b)
{
    b->ca_spec.not_before = b->how.now - ISSUE_CA_DAYS * (int64_t)ISSUE_DAY;
    b->ca_spec.not_after = b->how.now - ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_ca_not_yet_valid(struct chain_fault_work *b)
{
    b->ca_spec.not_before = b->how.now + ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_untrusted_root(struct chain_fault_work *b)
{
    struct issue_authority root;

    TRY(chain_fault_authority(b, &root, "untrusted root"));
    TRY(raise_ca(b, &root, NULL, ISSUE_NO_LIMIT));
    return issue_sign(&b->how, &b->ca_spec, &root, OID_UNKNOWN);
}

/* The name of the root, its key identifier too, and another key. */
enum err chain_fault_impostor_root(struct chain_fault_work *b)
{
    struct span aki = mint_get(&b->ca_spec.exts, oid_dotted(OID_EXT_AKI))->value;
    struct issue_authority impostor = {.name = b->root.name};

    TRY(chain_fault_key(b, &impostor.key, KEY_P256, 0));
    TRY(issue_sign(&b->how, &b->ca_spec, &impostor, OID_UNKNOWN));
    set(b, OID_EXT_AKI, false, aki);
    return ERR_OK;
}

enum err chain_fault_loop(struct chain_fault_work *b)
{
    struct issue_authority other;

    TRY(chain_fault_authority(b, &other, "loop"));
    TRY(raise_ca(b, &other, &b->ca, ISSUE_NO_LIMIT));
    return issue_ca(&b->how, &b->ca_spec, &b->ca, &other, ISSUE_NO_LIMIT);
}

enum err chain_fault_ca_corrupt(struct chain_fault_work *b)
{
    b->ca_spec.corrupt = true;
    return ERR_OK;
}

/* Names differ, the key of those above is one. */
enum err chain_fault_long_chain(struct chain_fault_work *b)
{
    struct issue_authority below, above;

    TRY(chain_fault_authority(b, &below, "link"));
    TRY(issue_ca(&b->how, &b->ca_spec, &b->ca, &below, 0));
    for (int i = 1; i < LONG_CHAIN - 1; i++) {
        above = (struct issue_authority){issue_dn(&b->how, "link"), below.key};
        TRY(raise_ca(b, &below, &above, i));
        below = above;
    }
    return raise_ca(b, &below, &b->root, LONG_CHAIN - 1);
}

enum err chain_fault_ca_sha1(struct chain_fault_work *b)
{
    return issue_sign(&b->how, &b->ca_spec, &b->root, OID_SIG_ECDSA_SHA1);
}

enum err chain_fault_ca_weak_curve(struct chain_fault_work *b)
{
    TRY(chain_fault_key(b, &b->ca.key, KEY_P224, 0));
    return issue_ca(&b->how, &b->ca_spec, &b->ca, &b->root, 0);
}

/* A constraint that the host's name alone falls under (RFC 5280 4.2.1.10): of an address all bits
 * count; `other`: one that it does not fall under. */
static struct span subtree(struct chain_fault_work *b, bool other)
{
    static const uint8_t ones[16] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t zeros[16] = {0};
    struct arena *a = b->how.arena;
    struct span name = piece_content(b->name);

    if (b->name.p[0] != DER_CTX(7))
        return other ? named_dns(a, "elsewhere.invalid") : b->name;
    return named_ip(
        a, PIECES(a, other ? span_of(zeros, name.n) : name, span_head(span_of(ones, 16), name.n)));
}

enum err chain_fault_ca_excluded(struct chain_fault_work *b)
{
    struct span none = {0};

    set(b, OID_EXT_NC, true, extval_nc(b->how.arena, none, subtree(b, false)));
    return ERR_OK;
}

enum err chain_fault_ca_permitted(struct chain_fault_work *b)
{
    struct span none = {0};

    set(b, OID_EXT_NC, true, extval_nc(b->how.arena, subtree(b, true), none));
    return ERR_OK;
}

enum err chain_fault_ca_below_zero(struct chain_fault_work *b)
{
    struct issue_authority above;

    TRY(chain_fault_authority(b, &above, "intermediate"));
    TRY(raise_ca(b, &above, &b->root, 0));
    return issue_sign(&b->how, &b->ca_spec, &above, OID_UNKNOWN);
}

enum err chain_fault_ca_no_ca(struct chain_fault_work *b)
{
    (void)mint_drop(&b->ca_spec.exts, oid_dotted(OID_EXT_BC));
    return ERR_OK;
}

enum err chain_fault_ca_no_cert_sign(struct chain_fault_work *b)
{
    set(b, OID_EXT_KU, true, extval_ku(b->how.arena, KU_CRL_SIGN));
    return ERR_OK;
}

enum err chain_fault_ca_v1(struct chain_fault_work *b)
{
    b->ca_spec.version = 1;
    b->ca_spec.exts.num = 0;
    return ERR_OK;
}

enum err chain_fault_ca_email(struct chain_fault_work *b)
{
    set(b, OID_EXT_EKU, false, extval_eku(b->how.arena, oid_dotted(OID_EKU_EMAIL)));
    return ERR_OK;
}
