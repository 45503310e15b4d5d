/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/picky/picky.h"

#include <stdlib.h>
#include <string.h>

#include "lib/base/hex.h"

enum { FILE_MAX = 1 << 20, KINDS_MAX = 1 << 10, ALPN_MAX = 1 << 10 };

/* A word and what it stands for. */
struct word {
    const char *name;
    unsigned value;
};

static const struct word version_words[] = {
    {"ssl2", TLS_SSL_2}, {"ssl3", TLS_SSL_3}, {"1.0", TLS_1_0}, {"1.1", TLS_1_1},
    {"1.2", TLS_1_2},    {"1.3", TLS_1_3},    {NULL, 0},
};
static const struct word has_words[] = {
    {"ems", OFFER_EMS},
    {"etm", OFFER_ETM},
    {"ticket", OFFER_TICKET},
    {"status", OFFER_STATUS},
    {"sct", OFFER_SCT},
    {"renegotiation", OFFER_RENEGOTIATION},
    {"heartbeat", OFFER_HEARTBEAT},
    {"fallback", OFFER_FALLBACK},
    {"deflate", OFFER_DEFLATE},
    {NULL, 0},
};
static const struct word need_words[] = {
    {"sni", PICKY_NEEDS_SNI},
    {"alpn", PICKY_NEEDS_ALPN},
    {"groups", PICKY_NEEDS_GROUPS},
    {"ems", OFFER_EMS},
    {"renegotiation", OFFER_RENEGOTIATION},
    {"ticket", OFFER_TICKET},
    {NULL, 0},
};
static const struct word hate_words[] = {
    {"grease", PICKY_HATES_GREASE},
    {"split", PICKY_HATES_SPLIT},
    {"versions", PICKY_HATES_VERSIONS},
    {"extensions", PICKY_HATES_EXTENSIONS},
    {NULL, 0},
};
static const struct word refusal_words[] = {
    {"alert", PICKY_ALERT}, {"warning", PICKY_WARNING}, {"close", PICKY_CLOSE},
    {"reset", PICKY_RESET}, {"silence", PICKY_SILENCE}, {NULL, 0},
};
static const struct word after_words[] = {{"silence", 0}, {"close", 1}, {NULL, 0}};
static const struct word order_words[] = {{"server", 0}, {"client", 1}, {NULL, 0}};

static bool find(const struct word *words, struct span text, unsigned *value)
{
    for (; words->name != NULL; words++) {
        if (span_eq(span_str(words->name), text)) {
            *value = words->value;
            return true;
        }
    }
    return false;
}

/* Takes the text up to the next comma off. */
static struct span next(struct span *text)
{
    size_t n = span_find(*text, ',');
    struct span out = span_head(*text, n);

    *text = span_tail(*text, n + 1);
    return out;
}

static bool read_bits(const struct word *words, struct span text, unsigned *bits)
{
    unsigned value;

    for (*bits = 0; text.n > 0; *bits |= value) {
        if (!find(words, next(&text), &value))
            return false;
    }
    return true;
}

static bool read_versions(struct picky *picky, struct span text)
{
    unsigned value;

    picky->versions.num = 0;
    while (text.n > 0) {
        if (!find(version_words, next(&text), &value))
            return false;
        picky->versions.v[picky->versions.num++] = (uint16_t)value;
    }
    return true;
}

static bool read_alpn(struct picky *picky, struct span text)
{
    buf_truncate(&picky->alpn, 0);
    while (text.n > 0) {
        struct span name = next(&text);

        buf_u8(&picky->alpn, (uint8_t)name.n);
        buf_put(&picky->alpn, name);
    }
    return picky->alpn.err == ERR_OK;
}

static bool read_hex(struct buf *out, struct span text)
{
    struct fail fail = {0};

    buf_truncate(out, 0);
    return hex_decode(out, text, &fail) == ERR_OK;
}

static bool read_lists(struct picky *picky, struct span key, struct span value)
{
    struct span at;

    if (span_eq(key, SPAN_LIT("versions")))
        return read_versions(picky, value);
    if (span_eq(key, SPAN_LIT("suites")))
        return names_any_suites(&picky->suites, value, &at) == ERR_OK;
    if (span_eq(key, SPAN_LIT("groups")))
        return names_any_groups(&picky->groups, value, &at) == ERR_OK;
    if (span_eq(key, SPAN_LIT("schemes")))
        return names_any_schemes(&picky->schemes, value, &at) == ERR_OK;
    if (span_eq(key, SPAN_LIT("kinds")))
        return read_hex(&picky->kinds, value);
    if (span_eq(key, SPAN_LIT("alpn")))
        return read_alpn(picky, value);
    if (span_eq(key, SPAN_LIT("has")))
        return read_bits(has_words, value, &picky->has);
    if (span_eq(key, SPAN_LIT("needs")))
        return read_bits(need_words, value, &picky->needs);
    if (span_eq(key, SPAN_LIT("hates")))
        return read_bits(hate_words, value, &picky->hates);
    return false;
}

static bool read_number(struct picky *picky, struct span key, unsigned n)
{
    const struct {
        const char *key;
        unsigned *value;
    } rows[] = {
        {"every", &picky->every},
        {"until", &picky->until},
        {"dh", &picky->dh_bits},
        {"drip", &picky->drip_ms},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (span_eq(key, span_str(rows[i].key))) {
            *rows[i].value = n;
            return true;
        }
    }
    if (span_eq(key, SPAN_LIT("alert"))) {
        picky->alert = (uint8_t)n;
        picky->error2 = (uint16_t)n;
    } else if (span_eq(key, SPAN_LIT("longest"))) {
        picky->longest = n;
    } else if (span_eq(key, SPAN_LIT("garbage"))) {
        picky->garbage_n = n;
    } else {
        return false;
    }
    return true;
}

bool picky_option(struct picky *picky, const char *text)
{
    struct span key = span_head(span_str(text), span_find(span_str(text), '='));
    const char *value = text + key.n + (text[key.n] == '=');
    unsigned number;

    if (read_lists(picky, key, span_str(value)))
        return true;
    if (span_eq(key, SPAN_LIT("chain")))
        return file_read(&picky->chain, value, FILE_MAX) == ERR_OK;
    if (span_eq(key, SPAN_LIT("answer")))
        return file_read(&picky->answer, value, FILE_MAX) == ERR_OK;
    if (span_eq(key, SPAN_LIT("refuse")) && find(refusal_words, span_str(value), &number)) {
        picky->refusal = number;
        return true;
    }
    if (span_eq(key, SPAN_LIT("order")) && find(order_words, span_str(value), &number)) {
        picky->by_client = number != 0;
        return true;
    }
    if (span_eq(key, SPAN_LIT("after")) && find(after_words, span_str(value), &number)) {
        picky->closes_after = number != 0;
        return true;
    }
    return read_number(picky, key, (unsigned)strtoul(value, NULL, 10));
}

static void set_default(struct picky *picky, const char *option)
{
    if (!picky_option(picky, option))
        abort();
}

void picky_init(struct picky *picky)
{
    *picky = (struct picky){.alert = ALERT_HANDSHAKE_FAILURE, .error2 = 1, .dh_bits = 2048};
    buf_init(&picky->kinds, KINDS_MAX);
    buf_init(&picky->alpn, ALPN_MAX);
    set_default(picky, "versions=1.2,1.3");
    set_default(picky, "suites=0x1301,0x1302,0xc02b,0xc02f,0xc013,0x009e,0x0033,0x009c,0x002f,"
                       "0x000a,0x0005,0x0004");
    set_default(picky, "kinds=0100800700c0");
    set_default(picky, "groups=x25519,secp256r1");
    set_default(picky, "schemes=0x0403,0x0804,0x0401,0x0203,0x0201");
    set_default(picky, "has=ems,renegotiation,fallback");
}
