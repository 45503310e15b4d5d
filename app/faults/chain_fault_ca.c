/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faults of the CA above a leaf, by the names in chain_faults.def. */
#include "config.h"

#include "app/faults/chain_fault_inside.h"

enum { LONG_CHAIN = 12 };

/* Sets or replaces an extension of the CA. */
static void set(struct chain_fault_work *work, enum oid oid, bool critical, struct span value)
{
    mint_set(&work->ca_spec.exts, oid_dotted(oid), critical, value);
}

/* Adds a CA above the row's own. */
static enum err raise_ca(struct chain_fault_work *work, const struct issue_authority *ca,
                         const struct issue_authority *by, int path_len)
{
    struct mint_spec spec;
    struct span cert;

    TRY(issue_ca(&work->how, &spec, ca, by, path_len));
    TRY(mint_cert(work->how.arena, &cert, &spec));
    return chain_fault_raise(work, cert);
}

enum err chain_fault_ca_expired(struct chain_fault_work *work)
{
    work->ca_spec.not_before = work->how.now - ISSUE_CA_DAYS * (int64_t)ISSUE_DAY;
    work->ca_spec.not_after = work->how.now - ISSUE_DAY;
    return ERR_OK;
}

enum err chain_fault_ca_not_yet_valid(struct chain_fault_work *work)
{
    work->ca_spec.not_before = work->how.now + ISSUE_DAY;
    return ERR_OK;
}

/* The chain ends in another self-signed root, which is also sent. */
enum err chain_fault_untrusted_root(struct chain_fault_work *work)
{
    struct issue_authority root;

    TRY(chain_fault_authority(work, &root, "untrusted root"));
    TRY(raise_ca(work, &root, NULL, ISSUE_NO_LIMIT));
    return issue_sign(&work->how, &work->ca_spec, &root, OID_UNKNOWN);
}

/* The CA's issuer has the root's name and key identifier, but another key. */
enum err chain_fault_impostor_root(struct chain_fault_work *work)
{
    struct span aki = mint_get(&work->ca_spec.exts, oid_dotted(OID_EXT_AKI))->value;
    struct issue_authority impostor = {.name = work->root.name};

    TRY(chain_fault_key(work, &impostor.key, KEY_P256, 0));
    TRY(issue_sign(&work->how, &work->ca_spec, &impostor, OID_UNKNOWN));
    set(work, OID_EXT_AKI, false, aki);
    return ERR_OK;
}

/* The two CAs sign each other and lead nowhere. */
enum err chain_fault_loop(struct chain_fault_work *work)
{
    struct issue_authority other;

    TRY(chain_fault_authority(work, &other, "loop"));
    TRY(raise_ca(work, &other, &work->ca, ISSUE_NO_LIMIT));
    return issue_ca(&work->how, &work->ca_spec, &work->ca, &other, ISSUE_NO_LIMIT);
}

enum err chain_fault_ca_corrupt(struct chain_fault_work *work)
{
    work->ca_spec.corrupt = true;
    return ERR_OK;
}

/* All names differ; the CAs above share one key, which is cheap to make. */
enum err chain_fault_long_chain(struct chain_fault_work *work)
{
    struct issue_authority below, above;

    TRY(chain_fault_authority(work, &below, "link"));
    TRY(issue_ca(&work->how, &work->ca_spec, &work->ca, &below, 0));
    for (int i = 1; i < LONG_CHAIN - 1; i++) {
        above = (struct issue_authority){issue_dn(&work->how, "link"), below.key};
        TRY(raise_ca(work, &below, &above, i));
        below = above;
    }
    return raise_ca(work, &below, &work->root, LONG_CHAIN - 1);
}

enum err chain_fault_ca_sha1(struct chain_fault_work *work)
{
    return issue_sign(&work->how, &work->ca_spec, &work->root, OID_SIG_ECDSA_SHA1);
}

enum err chain_fault_ca_weak_curve(struct chain_fault_work *work)
{
    TRY(chain_fault_key(work, &work->ca.key, KEY_P224, 0));
    return issue_ca(&work->how, &work->ca_spec, &work->ca, &work->root, 0);
}

/* A constraint that matches only the host's name (RFC 5280 4.2.1.10); with an address all bits
 * count.  other: one that does not match it. */
static struct span subtree(struct chain_fault_work *work, bool other)
{
    static const uint8_t ones[16] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                                     0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t zeros[16] = {0};
    struct arena *a = work->how.arena;
    struct span name = piece_content(work->name);

    if (work->name.p[0] != DER_CTX(7))
        return other ? named_dns(a, "elsewhere.invalid") : work->name;
    return named_ip(
        a, PIECES(a, other ? span_of(zeros, name.n) : name, span_head(span_of(ones, 16), name.n)));
}

/* The leaf's own name is excluded (RFC 5280 4.2.1.10). */
enum err chain_fault_ca_excluded(struct chain_fault_work *work)
{
    struct span none = {0};

    set(work, OID_EXT_NC, true, extval_nc(work->how.arena, none, subtree(work, false)));
    return ERR_OK;
}

/* Only names other than the leaf's are permitted (RFC 5280 4.2.1.10). */
enum err chain_fault_ca_permitted(struct chain_fault_work *work)
{
    struct span none = {0};

    set(work, OID_EXT_NC, true, extval_nc(work->how.arena, subtree(work, true), none));
    return ERR_OK;
}

/* The CA above this one allows no CA below it: its pathLenConstraint is 0 (RFC 5280 4.2.1.9). */
enum err chain_fault_ca_below_zero(struct chain_fault_work *work)
{
    struct issue_authority above;

    TRY(chain_fault_authority(work, &above, "intermediate"));
    TRY(raise_ca(work, &above, &work->root, 0));
    return issue_sign(&work->how, &work->ca_spec, &above, OID_UNKNOWN);
}

enum err chain_fault_ca_no_ca(struct chain_fault_work *work)
{
    (void)mint_drop(&work->ca_spec.exts, oid_dotted(OID_EXT_BC));
    return ERR_OK;
}

enum err chain_fault_ca_no_cert_sign(struct chain_fault_work *work)
{
    set(work, OID_EXT_KU, true, extval_ku(work->how.arena, KU_CRL_SIGN));
    return ERR_OK;
}

/* A version 1 certificate has no basicConstraints, so nothing makes it a CA (RFC 5280 6.1.4). */
enum err chain_fault_ca_v1(struct chain_fault_work *work)
{
    work->ca_spec.version = 1;
    work->ca_spec.exts.num = 0;
    return ERR_OK;
}

enum err chain_fault_ca_email(struct chain_fault_work *work)
{
    set(work, OID_EXT_EKU, false, extval_eku(work->how.arena, oid_dotted(OID_EKU_EMAIL)));
    return ERR_OK;
}
