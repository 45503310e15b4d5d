/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cert: a certificate (RFC 5280 4.1) as spans into its DER.
 *
 * cert_parse reads the frame, finds all extensions and decodes the small ones.  An error beyond the
 * frame becomes a defect: a validator refuses the certificate, but a person can still look at it.
 * All spans point into the DER, which must outlive the struct.  The struct owns nothing but is
 * large: keep it in an arena.
 */
#ifndef TB_LIB_X509_CERT_H
#define TB_LIB_X509_CERT_H

#include "lib/base/arena.h"
#include "lib/crypto/pubkey.h"
#include "lib/x509/gname.h"
#include "lib/x509/name.h"

/* The extensions in the table certext.def, each with the OID_EXT_* of the same name. */
enum ext_id {
#define EXT(id, understood, decode) EXT_##id,
#include "lib/x509/certext.def"
#undef EXT
    EXT_COUNT
};

struct cert_ext {
    bool present, critical;
    bool critical_unread; /* the BOOLEAN is unreadable: it may be critical or not */
    bool is_read;         /* val was read; err may still be set, for its form */
    enum err err;         /* why val does not decode, or OK */
    struct span at;       /* what err concerns */
    struct span val;      /* the content of extnValue */
};

/* What is known about an extension.  An unreadable one is not absent: rules about absence, and
 * about what a value lacks, do not apply to it. */
enum ext_state { EXT_ABSENT, EXT_READ, EXT_UNREADABLE };

/* keyUsage bits (RFC 5280 4.2.1.3), as der_named_bits gives them. */
enum {
    KU_DIGITAL_SIGNATURE = 1 << 0,
    KU_NON_REPUDIATION = 1 << 1,
    KU_KEY_ENCIPHERMENT = 1 << 2,
    KU_DATA_ENCIPHERMENT = 1 << 3,
    KU_KEY_AGREEMENT = 1 << 4,
    KU_KEY_CERT_SIGN = 1 << 5,
    KU_CRL_SIGN = 1 << 6,
    KU_ENCIPHER_ONLY = 1 << 7,
    KU_DECIPHER_ONLY = 1 << 8,
};

/* extKeyUsage as flags; OTHER: any usage that is not listed here. */
enum {
    EKU_ANY = 1 << 0,
    EKU_SERVER = 1 << 1,
    EKU_CLIENT = 1 << 2,
    EKU_CODE = 1 << 3,
    EKU_EMAIL = 1 << 4,
    EKU_TIME_STAMPING = 1 << 5,
    EKU_OCSP = 1 << 6,
    EKU_PRECERT = 1 << 7,
    EKU_OTHER = 1 << 8,
};

/* authorityKeyIdentifier (RFC 5280 4.2.1.1); absent parts are empty spans. */
struct aki {
    struct span key_id, issuer /* GeneralNames content */, serial;
};

/* policyConstraints (4.2.1.11) and inhibitAnyPolicy (4.2.1.14), in certificates; -1 if absent. */
struct policy_limits {
    int64_t require_explicit, inhibit_mapping, inhibit_any;
};

enum { CERT_DEFECTS = 8, CERT_FINGERPRINT = 32 };

struct cert {
    struct span der;               /* the whole certificate */
    struct span tbs;               /* what is signed, its whole TLV */
    struct span serial;            /* INTEGER content */
    struct span issuer, subject;   /* Names, whole TLVs */
    struct name_id issuer_id, subject_id; /* equal for equal names */
    struct span spki;              /* whole TLV */
    struct span inner_alg;         /* AlgorithmIdentifier in tbs, whole TLV */
    struct span outer_alg;         /* and outside */
    struct span signature;         /* bytes of the BIT STRING */
    struct span issuer_uid, subject_uid; /* whole TLVs, or empty */
    struct span extensions;        /* content of the SEQUENCE OF Extension, or empty */
    int64_t not_before, not_after; /* seconds, inclusive; unreadable: never valid */
    bool has_not_before, has_not_after; /* they were read */
    bool early_generalized;        /* a year before 2050 as GeneralizedTime (4.1.2.5) */
    unsigned version;              /* 1, 2, 3; another number has a defect; 0: not read */
    struct fail loose_name;        /* errors of form in issuer and subject */
    bool self_issued;              /* see cert_is_self_issued */
    struct sigalg sigalg;          /* of outer_alg */
    struct keyinfo key;

    struct cert_ext ext[EXT_COUNT];
    struct span unknown_critical;  /* OID content of the first one, or empty */
    unsigned num_unknown;          /* extensions that are not in ext */
    bool exts_unread;              /* one has an unreadable OID: it may be any of ext */

    /* Decoded when present and without err; zero else. */
    bool is_ca;                    /* basicConstraints cA */
    int64_t path_len;              /* pathLenConstraint, -1 if absent */
    uint32_t key_usage;            /* KU_* */
    uint32_t eku;                  /* EKU_* */
    struct span key_id;            /* subjectKeyIdentifier */
    struct aki aki;
    struct policy_limits limits;
    struct span odd_qualifier;     /* OID content of the first policy qualifier not understood … */
    struct span odd_any_qualifier; /* … and of the first one beside anyPolicy; or empty */

    struct fail defects[CERT_DEFECTS]; /* rules broken beyond the frame */
    unsigned num_defects;              /* may be more than are kept */

    /* The SHA-256 digest of der, of a certificate that others share (lib/path/known.h, trust). */
    bool has_fingerprint;
    uint8_t fingerprint[CERT_FINGERPRINT];
};

/* cert_parse reads one certificate that fills der.  An error means that the frame (the SEQUENCEs,
 * the mandatory fields, their tags and lengths) does not decode, or MEMORY; *fail has the place. */
enum err cert_parse(struct cert *out, struct span der, struct fail *fail) MUST_CHECK;

/* cert_move makes *cert, parsed from other memory with the same bytes as der, point into der. */
void cert_move(struct cert *cert, struct span der);

/* cert_fingerprint writes the SHA-256 digest of der. */
void cert_fingerprint(const struct cert *cert, uint8_t out[CERT_FINGERPRINT]);

/* cert_is_self_issued: subject and issuer are the same name (RFC 5280 6.1). */
bool cert_is_self_issued(const struct cert *cert);

/* certext_oid is the OID of a row in certext.def; certext_of_oid goes the other way. */
enum oid certext_oid(enum ext_id id);

/* cert_ext_state: absent, read, or present (perhaps present) and unreadable. */
static inline enum ext_state cert_ext_state(const struct cert *cert, enum ext_id id)
{
    const struct cert_ext *x = &cert->ext[id];

    if (x->present)
        return x->is_read ? EXT_READ : EXT_UNREADABLE;
    return cert->exts_unread ? EXT_UNREADABLE : EXT_ABSENT;
}

#endif
