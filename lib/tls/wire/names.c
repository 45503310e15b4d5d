/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Suites, groups and schemes differ in a name_kind only: a table, aliases and sets.  One parser
 * reads all three kinds of list from left to right.
 */
#include "config.h"

#include "lib/tls/wire/names.h"

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

enum set { SET_DEFAULT, SET_MODERN, SET_COMPATIBLE, SET_ALL, SET_COUNT };

struct alias {
    const char *name;
    uint16_t id;
};

/* What suites, groups and schemes differ in. */
struct name_kind {
    enum err unknown;
    /* one row of the table: false after the last; *supported: it is implemented */
    bool (*row)(size_t i, struct alias *name, const char **other, bool *supported);
    const struct alias *aliases;
    size_t num_aliases;
    void (*fill)(struct numbers *out, enum set set);
};

/* The place of id in the list, or list->num. */
static size_t find(const struct numbers *list, uint16_t id)
{
    size_t i = 0;

    while (i < list->num && list->v[i] != id)
        i++;
    return i;
}

/* Appends id unless the list has it already: the first place counts. */
static enum err add(struct numbers *out, uint16_t id)
{
    if (find(out, id) < out->num)
        return ERR_OK;
    if (out->num == NAMES_MAX)
        return ERR_SIZE_LIMIT;
    out->v[out->num++] = id;
    return ERR_OK;
}

/* Removes id.  The others keep their order. */
static void take_away(struct numbers *out, uint16_t id)
{
    size_t i = find(out, id);

    if (i == out->num)
        return;
    memmove(&out->v[i], &out->v[i + 1], (out->num - i - 1) * sizeof out->v[0]);
    out->num--;
}

/* A number as it is sent: 0x1301. */
static bool parse_id(uint16_t *out, struct span bytes)
{
    static const char digits[] = "0123456789abcdef";

    if (bytes.n < 3 || bytes.n > 6 || !span_ieq(span_head(bytes, 2), SPAN_LIT("0x")))
        return false;
    *out = 0;
    for (size_t i = 2; i < bytes.n; i++) {
        const char *at = memchr(digits, span_lower(bytes.p[i]), 16);

        if (at == NULL)
            return false;
        *out = (uint16_t)(*out << 4 | (at - digits));
    }
    return true;
}

/* Is the item the name of a set? */
static bool parse_set(enum set *out, struct span bytes)
{
    static const char *const words[SET_COUNT] = {"default", "modern", "compatible", "all"};

    for (enum set i = 0; i < SET_COUNT; i++) {
        if (span_ieq(bytes, span_str(words[i]))) {
            *out = i;
            return true;
        }
    }
    return false;
}

static bool named(struct span bytes, const char *name)
{
    return name != NULL && span_ieq(bytes, span_str(name));
}

/* A name is one of ours, of IANA, or of OpenSSL; upper and lower case are the same. */
static enum err parse_name(const struct name_kind *kind, bool any, uint16_t *out, struct span bytes)
{
    struct alias name;
    const char *other;
    bool supported;

    for (size_t i = 0; i < kind->num_aliases; i++) {
        if (named(bytes, kind->aliases[i].name)) {
            *out = kind->aliases[i].id;
            return ERR_OK;
        }
    }
    for (size_t i = 0; kind->row(i, &name, &other, &supported); i++) {
        if (named(bytes, name.name) || named(bytes, other)) {
            *out = name.id;
            return supported || any ? ERR_OK : ERR_TLS_NOT_SUPPORTED;
        }
    }
    return kind->unknown;
}

/* An id is refused as its name is. */
static enum err check_id(const struct name_kind *kind, uint16_t id)
{
    struct alias name;
    const char *other;
    bool supported;

    for (size_t i = 0; kind->row(i, &name, &other, &supported); i++) {
        if (name.id == id)
            return supported ? ERR_OK : ERR_TLS_NOT_SUPPORTED;
    }
    return kind->unknown;
}

/* The numbers that one item stands for, without its sign: a set has several. */
static enum err parse_item(const struct name_kind *kind, bool any, struct numbers *out,
                           struct span bytes)
{
    enum set set;

    *out = (struct numbers){0};
    if (parse_set(&set, bytes)) {
        kind->fill(out, set);
        return ERR_OK;
    }
    out->num = 1;
    if (!parse_id(&out->v[0], bytes))
        return parse_name(kind, any, &out->v[0], bytes);
    return any ? ERR_OK : check_id(kind, out->v[0]);
}

static bool is_separator(uint8_t c)
{
    return c == ',' || c == ':' || c == ' ' || c == '\t' || c == '\n';
}

/* The next item of a list separated by commas, colons or blanks; *rest becomes what follows it. */
static bool next_item(struct span *rest, struct span *item)
{
    size_t n = 0;

    while (rest->n > 0 && is_separator(rest->p[0]))
        *rest = span_tail(*rest, 1);
    while (n < rest->n && !is_separator(rest->p[n]))
        n++;
    *item = span_head(*rest, n);
    *rest = span_tail(*rest, n);
    return n > 0;
}

/* Items add numbers; those with a minus remove them.  A list that begins with a minus removes from
 * the default set.  After an error, *at is the item that it is about. */
static enum err parse(const struct name_kind *kind, bool any, struct numbers *out, struct span text,
                      struct span *at)
{
    struct span rest = text;
    struct numbers some;
    bool first = true;

    *out = (struct numbers){0};
    for (; next_item(&rest, at); first = false) {
        bool minus = at->p[0] == '-';

        if (minus && first)
            kind->fill(out, SET_DEFAULT);
        TRY(parse_item(kind, any, &some, minus ? span_tail(*at, 1) : *at));
        for (size_t i = 0; i < some.num; i++) {
            if (minus)
                take_away(out, some.v[i]);
            else
                TRY(add(out, some.v[i]));
        }
    }
    *at = text;
    return out->num > 0 ? ERR_OK : ERR_TLS_OFFER_EMPTY;
}

/* The row functions give the names of entry i of a table.  A signalling value needs no
 * implementation: no server may choose it. */
static bool suite_row(size_t i, struct alias *name, const char **other, bool *supported)
{
    const struct suite *s = suite_at(i);

    if (s == NULL)
        return false;
    *name = (struct alias){s->name, s->id};
    *other = s->openssl[0] == '\0' ? NULL : s->openssl;
    *supported = s->kx != SUITE_KX_NONE || s->status == STATUS_SIGNAL;
    return true;
}

/* Which suites a set has: "modern" those of TLS 1.3 and ECDHE with an AEAD, "compatible" also the
 * older ones, "default" what is recommended. */
static bool suite_in(const struct suite *suite, enum set set)
{
    bool legacy =
        suite->aead == AEAD_NONE || suite->kx == SUITE_KX_DHE || suite->kx == SUITE_KX_RSA;

    switch (set) {
    case SET_MODERN: return !legacy;
    case SET_COMPATIBLE: return legacy || suite->status == STATUS_RECOMMENDED;
    case SET_ALL: return true;
    default: return suite->status == STATUS_RECOMMENDED;
    }
}

/* Ordered by forward secrecy first, then by record protection, then as in the table. */
static void suite_fill(struct numbers *out, enum set set)
{
    static const enum suite_kx kx[] = {SUITE_KX_TLS13, SUITE_KX_ECDHE, SUITE_KX_DHE, SUITE_KX_RSA};
    static const enum aead_kind aead[] = {
        AEAD_AES_128_GCM, AEAD_AES_256_GCM,   AEAD_CHACHA20_POLY1305, AEAD_AES_128_CCM,
        AEAD_AES_256_CCM, AEAD_AES_128_CCM_8, AEAD_AES_256_CCM_8,     AEAD_NONE,
    };
    const struct suite *s, *in[NAMES_MAX];
    size_t num = 0;

    out->num = 0;
    for (size_t at = 0; (s = suite_at(at)) != NULL && num < NAMES_MAX; at++) {
        if (s->kx != SUITE_KX_NONE && suite_in(s, set))
            in[num++] = s;
    }
    for (size_t i = 0; i < COUNT(kx); i++) {
        for (size_t j = 0; j < COUNT(aead); j++) {
            for (size_t at = 0; at < num; at++) {
                if (in[at]->kx == kx[i] && in[at]->aead == aead[j])
                    out->v[out->num++] = in[at]->id;
            }
        }
    }
}

/* Groups have no second name. */
static bool group_row(size_t i, struct alias *name, const char **other, bool *supported)
{
    const struct group *g = group_at(i);

    if (g == NULL)
        return false;
    *name = (struct alias){g->name, g->id};
    *other = NULL;
    *supported = g->kx != KX_NONE;
    return true;
}

/* The groups in order of preference; a set is the first few of them.  Hybrids come first, since
 * what was recorded without them can be decrypted once a quantum computer exists (RFC 10024 1). */
static void group_fill(struct numbers *out, enum set set)
{
    static const uint16_t order[] = {
        GROUP_X25519MLKEM768, GROUP_SECP256R1MLKEM768, GROUP_SECP384R1MLKEM1024,
        GROUP_X25519,         GROUP_SECP256R1,         GROUP_SECP384R1,
        GROUP_X448,           GROUP_SECP521R1,         GROUP_FFDHE2048,
        GROUP_FFDHE3072,      GROUP_FFDHE4096,         GROUP_FFDHE6144,
        GROUP_FFDHE8192,
    };
    static const size_t num[SET_COUNT] = {6, 8, COUNT(order), COUNT(order)};

    out->num = num[set];
    memcpy(out->v, order, out->num * sizeof order[0]);
}

/* Schemes have no second name. */
static bool scheme_row(size_t i, struct alias *name, const char **other, bool *supported)
{
    const struct scheme *s = scheme_at(i);

    if (s == NULL)
        return false;
    *name = (struct alias){s->name, s->id};
    *other = NULL;
    *supported = s->sig != SIG_UNKNOWN;
    return true;
}

/* Which schemes a set has: "modern" those allowed in TLS 1.3, "default" all but SHA-1. */
static bool scheme_in(const struct scheme *scheme, enum set set)
{
    switch (set) {
    case SET_MODERN: return scheme->in13;
    case SET_DEFAULT: return scheme->digest != DIGEST_SHA1;
    default: return true;
    }
}

/* The schemes in order of preference: SHA-256 and ECDSA first, PSS before PKCS#1 of the same hash,
 * then ML-DSA, whose chains have 8 to 20 KB and come from no public CA, and SHA-1 last. */
static void scheme_fill(struct numbers *out, enum set set)
{
    static const uint16_t order[] = {
        SCHEME_ECDSA_SECP256R1_SHA256,
        SCHEME_RSA_PSS_RSAE_SHA256,
        SCHEME_RSA_PKCS1_SHA256,
        SCHEME_ECDSA_SECP384R1_SHA384,
        SCHEME_RSA_PSS_RSAE_SHA384,
        SCHEME_RSA_PKCS1_SHA384,
        SCHEME_ECDSA_SECP521R1_SHA512,
        SCHEME_RSA_PSS_RSAE_SHA512,
        SCHEME_RSA_PKCS1_SHA512,
        SCHEME_ED25519,
        SCHEME_ED448,
        SCHEME_RSA_PSS_PSS_SHA256,
        SCHEME_RSA_PSS_PSS_SHA384,
        SCHEME_RSA_PSS_PSS_SHA512,
        SCHEME_MLDSA44,
        SCHEME_MLDSA65,
        SCHEME_MLDSA87,
        SCHEME_ECDSA_SHA1,
        SCHEME_RSA_PKCS1_SHA1,
    };

    for (size_t i = 0; i < COUNT(order); i++) {
        if (scheme_in(scheme_find(order[i]), set))
            out->v[out->num++] = order[i];
    }
}

/* Compressions have no second name. */
static bool compression_row(size_t i, struct alias *name, const char **other, bool *supported)
{
    const struct code *c = cert_compression_at(i);

    if (c == NULL)
        return false;
    *name = (struct alias){c->name, c->value};
    *other = NULL;
    *supported = true;
    return true;
}

/* RFC 8879 3 gives their order no meaning: it is that of the registry. */
static void compression_fill(struct numbers *out, enum set set)
{
    const struct code *c;

    (void)set;
    out->num = 0;
    while ((c = cert_compression_at(out->num)) != NULL)
        out->v[out->num++] = c->value;
}

static const struct name_kind suite_kind = {ERR_TLS_SUITE_NAME, suite_row, NULL, 0, suite_fill};

static const struct alias group_aliases[] = {
    {"P-256", GROUP_SECP256R1},
    {"prime256v1", GROUP_SECP256R1},
    {"P-384", GROUP_SECP384R1},
    {"P-521", GROUP_SECP521R1},
};
static const struct name_kind group_kind = {ERR_TLS_GROUP_NAME, group_row, group_aliases,
                                            COUNT(group_aliases), group_fill};

static const struct alias scheme_aliases[] = {
    {"ECDSA+SHA256", SCHEME_ECDSA_SECP256R1_SHA256},
    {"ECDSA+SHA384", SCHEME_ECDSA_SECP384R1_SHA384},
    {"ECDSA+SHA512", SCHEME_ECDSA_SECP521R1_SHA512},
    {"ECDSA+SHA1", SCHEME_ECDSA_SHA1},
    {"RSA-PSS+SHA256", SCHEME_RSA_PSS_RSAE_SHA256},
    {"RSA-PSS+SHA384", SCHEME_RSA_PSS_RSAE_SHA384},
    {"RSA-PSS+SHA512", SCHEME_RSA_PSS_RSAE_SHA512},
    {"RSA+SHA256", SCHEME_RSA_PKCS1_SHA256},
    {"RSA+SHA384", SCHEME_RSA_PKCS1_SHA384},
    {"RSA+SHA512", SCHEME_RSA_PKCS1_SHA512},
    {"RSA+SHA1", SCHEME_RSA_PKCS1_SHA1},
};
static const struct name_kind scheme_kind = {ERR_TLS_SCHEME_NAME, scheme_row, scheme_aliases,
                                             COUNT(scheme_aliases), scheme_fill};

enum err names_suites(struct numbers *out, struct span text, struct span *at)
{
    return parse(&suite_kind, false, out, text, at);
}

enum err names_groups(struct numbers *out, struct span text, struct span *at)
{
    return parse(&group_kind, false, out, text, at);
}

enum err names_schemes(struct numbers *out, struct span text, struct span *at)
{
    return parse(&scheme_kind, false, out, text, at);
}

enum err names_any_suites(struct numbers *out, struct span text, struct span *at)
{
    return parse(&suite_kind, true, out, text, at);
}

enum err names_any_groups(struct numbers *out, struct span text, struct span *at)
{
    return parse(&group_kind, true, out, text, at);
}

enum err names_any_schemes(struct numbers *out, struct span text, struct span *at)
{
    return parse(&scheme_kind, true, out, text, at);
}

enum err names_compressions(struct numbers *out, struct span text, struct span *at)
{
    static const struct name_kind kind = {ERR_TLS_COMPRESSION_NAME, compression_row, NULL, 0,
                                          compression_fill};

    return parse(&kind, false, out, text, at);
}

void names_default_suites(struct numbers *out)
{
    out->num = 0;
    suite_fill(out, SET_DEFAULT);
}

void names_default_groups(struct numbers *out)
{
    group_fill(out, SET_DEFAULT);
}

void names_default_schemes(struct numbers *out)
{
    out->num = 0;
    scheme_fill(out, SET_DEFAULT);
}

void names_default_compressions(struct numbers *out)
{
    compression_fill(out, SET_DEFAULT);
}
