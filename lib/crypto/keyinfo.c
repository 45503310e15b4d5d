/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses a SubjectPublicKeyInfo (RFC 5280 4.1.2.7) and checks the form of its key. */
#include "config.h"

#include "lib/asn1/der.h"
#include "lib/base/lookup.h"
#include "lib/crypto/pubkey.h"

/* Limits that hold even with --allow-weak. RFC 8017 3.1 sets none, but the work of a
 * verification must be bounded. */
enum {
    RSA_STRONG_BITS = 2048,
    RSA_MAX_EXPONENT_BITS = 64,
    DSA_MIN_BITS = 1024,
    DSA_MAX_BITS = 4096,
};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct {
    enum oid oid;
    enum key_kind kind;
    unsigned bits;
} curves[] = {
    {OID_CURVE_P256, KEY_P256, 256},
    {OID_CURVE_P384, KEY_P384, 384},
    {OID_CURVE_P521, KEY_P521, 521},
    {OID_CURVE_P224, KEY_P224, 224},
};

/* Known by name but not implemented (unsupported.def): keys, and curves of keys. */
static const enum oid unsupported_keys[] = {
#define LIST_KEY(oid) OID_##oid,
#define LIST_CURVE(oid)
#define LIST_SIGNATURE(oid)
#define LIST_BOTH(oid)       OID_##oid,
#define UNSUPPORTED(oid, is) LIST_##is(oid)
#include "lib/crypto/unsupported.def"
#undef LIST_KEY
#undef LIST_CURVE
#undef LIST_BOTH
};

static const enum oid unsupported_curves[] = {
#define LIST_KEY(oid)
#define LIST_CURVE(oid) OID_##oid,
#define LIST_BOTH(oid)
#include "lib/crypto/unsupported.def"
#undef UNSUPPORTED
};

static bool is_listed(const enum oid *list, size_t num, enum oid oid)
{
    for (size_t i = 0; i < num; i++) {
        if (list[i] == oid)
            return true;
    }
    return false;
}

/* The digits of a positive INTEGER's content, without the octet that keeps it positive. */
static struct span magnitude(struct span content)
{
    return content.n > 0 && content.p[0] == 0 ? span_of(content.p + 1, content.n - 1) : content;
}

/* The content of an INTEGER greater than 0; with its sign bit set it is negative. */
static bool is_positive(struct span content)
{
    return content.n > 0 && (content.p[0] & 0x80) == 0 && !(content.n == 1 && content.p[0] == 0);
}

static bool is_odd(struct span content)
{
    return (content.p[content.n - 1] & 1) != 0;
}

/* Bits of a positive number, leading zeros not counted. */
static unsigned bit_length(struct span content)
{
    struct span m = magnitude(content);
    unsigned bits = 0;

    if (m.n == 0)
        return 0;
    for (unsigned top = m.p[0]; top > 0; top >>= 1)
        bits++;
    return (unsigned)(m.n - 1) * 8 + bits;
}

/* Is 1 < x < below?  Both are contents of positive INTEGERs. */
static bool is_between(struct span x, struct span below)
{
    struct span a = magnitude(x), b = magnitude(below);

    return bit_length(x) > 1 && (a.n < b.n || (a.n == b.n && span_cmp(a, b) < 0));
}

/* RSAPublicKey (RFC 8017 A.1.1): its bytes are out->key. */
static enum err read_rsa_numbers(struct keyinfo *out)
{
    struct fail fail = {0};
    struct der all = der_open(out->key, &fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span n = der_integer(&seq), e = der_integer(&seq);

    der_end(&seq);
    der_end(&all);
    if (fail.err != ERR_OK || !is_positive(n) || !is_positive(e))
        return ERR_KEY_FORM;
    out->modulus = n;
    out->exponent = e;
    /* A huge length must not wrap the count of bits. */
    out->bits = n.n <= UINT32_MAX / 8 ? bit_length(n) : UINT32_MAX;
    if (out->bits < KEY_RSA_MIN_BITS || out->bits > KEY_RSA_MAX_BITS)
        return ERR_KEY_RSA_SIZE;
    if (!is_odd(n))
        return ERR_KEY_FORM;
    if (e.n > RSA_MAX_EXPONENT_BITS / 8 + 1 || bit_length(e) > RSA_MAX_EXPONENT_BITS ||
        !is_odd(e) || bit_length(e) < 2)
        return ERR_KEY_RSA_EXPONENT;
    return ERR_OK;
}

/* rsaEncryption (RFC 3279 2.3.1). */
static enum err read_rsa(struct keyinfo *out)
{
    out->kind = KEY_RSA;
    TRY(read_rsa_numbers(out));
    /* RFC 3279 2.3.1: the parameters are NULL. */
    return span_eq(out->params, SPAN_LIT("\x05\x00")) ? ERR_OK : ERR_KEY_PARAMETERS;
}

/* id-RSASSA-PSS: the same numbers, with parameters that may restrict the signatures. */
static enum err read_rsa_pss(struct keyinfo *out)
{
    struct fail fail = {0};
    struct sigalg restriction = {0};

    out->kind = KEY_RSA_PSS;
    TRY(read_rsa_numbers(out));
    /* RFC 4055 1.2: without parameters the key is not restricted. */
    if (out->params.n == 0)
        return ERR_OK;
    if (sigalg_pss_params(&restriction, out->params, &fail) != ERR_OK)
        return ERR_KEY_PARAMETERS;
    return restriction.kind == SIG_UNKNOWN ? ERR_KEY_UNKNOWN : ERR_OK;
}

enum key_kind keyinfo_curve_kind(enum oid curve)
{
    size_t i = LOOKUP(curves, oid, curve);

    return i < LOOKUP_COUNT(curves) ? curves[i].kind : KEY_NONE;
}

/* RFC 5480 2.2: uncompressed; compressed points are optional and hybrid ones forbidden.  The octet
 * of the point at infinity is too short for any (SEC 1 2.3.3). */
static enum err point_form(struct span point, size_t size)
{
    if (point.n == 1 + size && (point.p[0] == 0x02 || point.p[0] == 0x03))
        return ERR_KEY_COMPRESSED;
    return point.n == 1 + 2 * size && point.p[0] == 0x04 ? ERR_OK : ERR_KEY_FORM;
}

/* id-ecPublicKey: the curve by its name, and an uncompressed point.  Whether the point is on the
 * curve is checked by pubkey_new. */
static enum err read_ec(struct keyinfo *out)
{
    struct fail fail = {0};
    struct der d = der_open(out->params, &fail);

    /* RFC 5480 2.1.1: namedCurve; implicitCurve and specifiedCurve are not used. */
    if (der_peek(&d, DER_SEQUENCE))
        return ERR_KEY_EXPLICIT_CURVE;
    if (!der_peek(&d, DER_OID))
        return ERR_KEY_PARAMETERS;
    struct span curve = der_oid(&d);
    if (fail.err != ERR_OK)
        return ERR_KEY_PARAMETERS;
    out->curve = oid_find(curve);
    size_t i = LOOKUP(curves, oid, out->curve);
    if (i < LOOKUP_COUNT(curves)) {
        out->kind = curves[i].kind;
        out->bits = curves[i].bits;
    }
    if (out->kind == KEY_NONE)
        return is_listed(unsupported_curves, COUNT(unsupported_curves), out->curve)
                   ? ERR_KEY_CURVE_UNSUPPORTED
                   : ERR_KEY_CURVE;
    return point_form(out->key, (out->bits + 7) / 8);
}

/* Ed25519 and Ed448 share their form; size is that of the key in bytes. */
static enum err read_edwards(struct keyinfo *out, enum key_kind kind, unsigned bits, size_t size)
{
    out->kind = kind;
    out->bits = bits;
    /* RFC 8410 3, 4: no parameters, and the key is the bytes of RFC 8032. */
    if (out->params.n != 0)
        return ERR_KEY_PARAMETERS;
    return out->key.n == size ? ERR_OK : ERR_KEY_FORM;
}

static enum err read_ed25519(struct keyinfo *out)
{
    return read_edwards(out, KEY_ED25519, 255, 32);
}

static enum err read_ed448(struct keyinfo *out)
{
    return read_edwards(out, KEY_ED448, 448, 57);
}

/* Dss-Parms and DSAPublicKey (RFC 3279 2.3.2). */
static enum err read_dsa(struct keyinfo *out)
{
    struct fail fail = {0};
    struct der all = der_open(out->params, &fail), key = der_open(out->key, &fail);

    out->kind = KEY_DSA;
    /* Absent: inherited from the issuer's key (keyinfo_inherit). */
    if (out->params.n == 0)
        return ERR_KEY_DSA;
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct span p = der_integer(&seq), q = der_integer(&seq), g = der_integer(&seq);
    der_end(&seq);
    der_end(&all);
    if (fail.err != ERR_OK)
        return ERR_KEY_PARAMETERS;
    struct span y = der_integer(&key);
    der_end(&key);
    if (fail.err != ERR_OK)
        return ERR_KEY_FORM;
    if (!is_positive(p) || !is_positive(q) || !is_positive(g) || !is_positive(y) ||
        p.n > DSA_MAX_BITS / 8 + 1)
        return ERR_KEY_DSA;
    out->bits = bit_length(p);
    unsigned q_bits = q.n <= 33 ? bit_length(q) : 0;
    if (out->bits < DSA_MIN_BITS || out->bits > DSA_MAX_BITS || !is_odd(p) || !is_odd(q) ||
        (q_bits != 160 && q_bits != 224 && q_bits != 256) || !is_between(g, p) || !is_between(y, p))
        return ERR_KEY_DSA;
    return ERR_OK;
}

const struct mldsa_set *keyinfo_mldsa(enum key_kind kind)
{
    _Static_assert(KEY_MLDSA87 - KEY_MLDSA44 + 1 == MLDSA_SETS, "kinds and sets have one order");

    return kind >= KEY_MLDSA44 && kind <= KEY_MLDSA87 ? &mldsa_sets[kind - KEY_MLDSA44] : NULL;
}

bool keyinfo_only_signs(enum key_kind kind)
{
    return kind == KEY_ED25519 || kind == KEY_ED448 || keyinfo_mldsa(kind) != NULL;
}

/* RFC 9881 2, 4: no parameters, and the key is the bytes of FIPS 204 Algorithm 22. */
static enum err read_mldsa(struct keyinfo *out, enum key_kind kind)
{
    out->kind = kind;
    if (out->params.n != 0)
        return ERR_KEY_PARAMETERS;
    return out->key.n == keyinfo_mldsa(kind)->public_n ? ERR_OK : ERR_KEY_FORM;
}

static enum err read_mldsa44(struct keyinfo *out)
{
    return read_mldsa(out, KEY_MLDSA44);
}

static enum err read_mldsa65(struct keyinfo *out)
{
    return read_mldsa(out, KEY_MLDSA65);
}

static enum err read_mldsa87(struct keyinfo *out)
{
    return read_mldsa(out, KEY_MLDSA87);
}

static const struct {
    enum oid oid;
    enum err (*read)(struct keyinfo *out);
} algorithms[] = {
    {OID_KEY_RSA, read_rsa},       {OID_KEY_EC, read_ec},         {OID_SIG_RSA_PSS, read_rsa_pss},
    {OID_KEY_DSA, read_dsa},       {OID_ED25519, read_ed25519},   {OID_ED448, read_ed448},
    {OID_ML_DSA_44, read_mldsa44}, {OID_ML_DSA_65, read_mldsa65}, {OID_ML_DSA_87, read_mldsa87},
};

/* Two kinds of failure: what is not a SubjectPublicKeyInfo at all is an error of the call; a key
 * that cannot be used is described in out, because a certificate with it can still be shown. */
enum err keyinfo_parse(struct keyinfo *out, struct span spki, struct fail *fail)
{
    struct der all = der_open(spki, fail);
    struct der seq = der_enter(&all, DER_SEQUENCE);
    struct der alg = der_enter(&seq, DER_SEQUENCE);
    unsigned unused;

    *out = (struct keyinfo){0};
    out->algorithm_content = der_oid(&alg);
    if (der_more(&alg))
        out->params = der_any(&alg).raw;
    der_end(&alg);
    out->key = der_bits(&seq, &unused);
    der_end(&seq);
    der_end(&all);
    if (fail->err != ERR_OK)
        return fail->err;
    out->algorithm = oid_find(out->algorithm_content);
    out->err = is_listed(unsupported_keys, COUNT(unsupported_keys), out->algorithm)
                   ? ERR_KEY_UNSUPPORTED
                   : ERR_KEY_UNKNOWN;
    size_t i = LOOKUP(algorithms, oid, out->algorithm);
    if (i < LOOKUP_COUNT(algorithms))
        out->err = algorithms[i].read(out);
    if (unused != 0)
        out->err = ERR_KEY_FORM; /* every key is whole octets */
    return ERR_OK;
}

void keyinfo_inherit(struct keyinfo *key, const struct keyinfo *issuer)
{
    if (key->kind != KEY_DSA || key->params.n != 0 || issuer->kind != KEY_DSA ||
        issuer->err != ERR_OK)
        return;
    key->params = issuer->params;
    key->err = read_dsa(key);
}

/* The name of an identifier, or its dotted form if it has none. */
static void print_oid(struct buf *out, enum oid oid, struct span content)
{
    if (oid != OID_UNKNOWN)
        buf_str(out, oid_name(oid));
    else
        oid_print(out, content);
}

/* The short name of a usable key; of others as much as is known: the curve, or the algorithm. */
void keyinfo_print(struct buf *out, const struct keyinfo *key)
{
    static const char *const names[] = {
        [KEY_NONE] = "",      [KEY_RSA] = "RSA",         [KEY_RSA_PSS] = "RSA-PSS",
        [KEY_P224] = "P-224", [KEY_P256] = "P-256",      [KEY_P384] = "P-384",
        [KEY_P521] = "P-521", [KEY_ED25519] = "Ed25519", [KEY_ED448] = "Ed448",
        [KEY_DSA] = "DSA",
    };
    const struct mldsa_set *mldsa = keyinfo_mldsa(key->kind);
    struct fail fail = {0};
    struct der params = der_open(key->params, &fail);
    struct span curve;

    if (mldsa != NULL) {
        buf_str(out, mldsa->name);
    } else if (key->kind == KEY_RSA || key->kind == KEY_RSA_PSS || key->kind == KEY_DSA) {
        buf_str(out, names[key->kind]);
        if (key->bits > 0)
            buf_printf(out, " %u", key->bits);
    } else if (key->kind != KEY_NONE) {
        buf_str(out, names[key->kind]);
    } else if (key->algorithm == OID_KEY_EC && der_opt(&params, DER_OID, &curve)) {
        print_oid(out, key->curve, curve);
    } else if (key->algorithm_content.n == 0) {
        buf_str(out, "not readable");
    } else {
        print_oid(out, key->algorithm, key->algorithm_content);
        if (key->err == ERR_KEY_EXPLICIT_CURVE)
            buf_str(out, " with explicit parameters");
    }
}

bool keyinfo_is_weak(const struct keyinfo *key)
{
    return key->kind == KEY_DSA || key->kind == KEY_P224 ||
           ((key->kind == KEY_RSA || key->kind == KEY_RSA_PSS) && key->bits < RSA_STRONG_BITS);
}
