/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A fingerprint is made in two steps: the numbers of a list are collected without GREASE, and then
 * joined as text, which is hashed.
 */
#include "config.h"

#include "lib/tls/wire/fingerprint.h"

#include <stdlib.h>

#include "lib/base/hex.h"
#include "lib/base/lookup.h"
#include "lib/crypto/digest.h"
#include "lib/crypto/fingermd5.h"

enum { LIST_MAX = 1 << 16 };

/* Appends the numbers of a list, 16 bits each, without GREASE. A list that does not decode counts
 * as empty: every hello has a fingerprint. */
static void collect(struct buf *out, struct span list)
{
    for (size_t i = 0; i < list.n / 2; i++) {
        uint16_t v = list16_at(list, i);

        if (!is_grease(v))
            buf_u16(out, v);
    }
}

/* The types of the extensions, in their order. */
static void collect_types(struct buf *out, struct span exts)
{
    struct fail fail = {0};
    struct rd r = rd_init(exts, &fail);
    struct ext x;

    while (ext_next(&r, &x)) {
        if (!is_grease(x.type))
            buf_u16(out, x.type);
    }
}

/* The numbers in an extension of the form of supported_groups. */
static struct span list_in(struct span exts, uint16_t type)
{
    struct fail fail = {0};
    struct span data = {0}, list = {0};

    if (!ext_get(exts, type, &data) || ext_list16_parse(&list, data, &fail) != ERR_OK)
        return (struct span){0};
    return list;
}

/* Writes the numbers as text and empties the list: JA3 has decimals with hyphens between them, JA4
 * has hex with commas. */
static void join(struct buf *out, struct buf *numbers, bool hex)
{
    for (size_t i = 0; i < numbers->n / 2; i++) {
        unsigned v = list16_at(buf_span(numbers), i);

        if (i > 0)
            buf_u8(out, hex ? ',' : '-');
        if (hex)
            buf_printf(out, "%04x", v);
        else
            buf_printf(out, "%u", v);
    }
    if (numbers->err != ERR_OK)
        out->err = numbers->err;
    buf_truncate(numbers, 0);
}

/* Version, suites, extensions, groups, point formats: five lists separated by commas. */
void ja3_string(struct buf *out, const struct client_hello *hello)
{
    struct fail fail = {0};
    struct span data = {0}, formats = {0};
    struct buf list;

    buf_init(&list, LIST_MAX);
    buf_printf(out, "%u,", hello->version);
    collect(&list, hello->suites);
    join(out, &list, false);
    buf_u8(out, ',');
    collect_types(&list, hello->exts);
    join(out, &list, false);
    buf_u8(out, ',');
    collect(&list, list_in(hello->exts, TLSX_SUPPORTED_GROUPS));
    join(out, &list, false);
    buf_u8(out, ',');
    if (ext_get(hello->exts, TLSX_EC_POINT_FORMATS, &data) &&
        ext_list8_parse(&formats, data, &fail) == ERR_OK) {
        for (size_t i = 0; i < formats.n; i++)
            buf_u16(&list, formats.p[i]);
    }
    join(out, &list, false);
    buf_free(&list);
}

void ja3s_string(struct buf *out, const struct server_hello *hello)
{
    struct buf list;

    buf_init(&list, LIST_MAX);
    buf_printf(out, "%u,%u,", hello->version, hello->suite);
    collect_types(&list, hello->exts);
    join(out, &list, false);
    buf_free(&list);
}

void ja3_hash(struct buf *out, struct span string)
{
    uint8_t hash[FINGERMD5_SIZE];

    fingermd5(hash, string);
    hex_encode(out, span_of(hash, sizeof hash), 0);
}

/* The highest of supported_versions, or that of the hello itself. */
static uint16_t version_of(const struct client_hello *hello)
{
    struct fail fail = {0};
    struct span data, list = {0};
    uint16_t version = 0;

    if (!ext_get(hello->exts, TLSX_SUPPORTED_VERSIONS, &data) ||
        ext_list8of16_parse(&list, data, &fail) != ERR_OK)
        return hello->version;
    for (size_t i = 0; i < list.n / 2; i++) {
        uint16_t v = list16_at(list, i);

        if (!is_grease(v) && v > version)
            version = v;
    }
    return version;
}

/* JA4's two characters for a version; 00 for one that it does not know. */
static const char *version_word(uint16_t version)
{
    static const struct {
        uint16_t version;
        const char *word;
    } words[] = {
        {TLS_1_3, "13"}, {TLS_1_2, "12"},   {TLS_1_1, "11"},
        {TLS_1_0, "10"}, {TLS_SSL_3, "s3"}, {TLS_SSL_2, "s2"},
    };

    size_t i = LOOKUP(words, version, version);

    return i < LOOKUP_COUNT(words) ? words[i].word : "00";
}

static bool is_alphanumeric(uint8_t c)
{
    c = span_lower(c);
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
}

/* The first and the last character of the first protocol; if one of them is neither a letter nor a
 * digit, of its hex digits. */
static void alpn_word(struct buf *out, const struct client_hello *hello)
{
    static const char digits[] = "0123456789abcdef";
    struct fail fail = {0};
    struct span data = {0}, list = {0}, name = {0};

    if (ext_get(hello->exts, TLSX_ALPN, &data) && ext_alpn_parse(&list, data, &fail) == ERR_OK) {
        struct rd r = rd_init(list, &fail);
        ext_alpn_next(&r, &name);
    }
    if (name.n == 0) {
        buf_str(out, "00");
        return;
    }
    uint8_t first = name.p[0], last = name.p[name.n - 1];
    bool plain = is_alphanumeric(first) && is_alphanumeric(last);
    buf_u8(out, plain ? first : (uint8_t)digits[first >> 4]);
    buf_u8(out, plain ? last : (uint8_t)digits[last & 15]);
}

/* JA4 has two digits for a number. */
static size_t capped(size_t n)
{
    return n < 99 ? n : 99;
}

/* The readable part: transport, version, SNI or not, how many suites and extensions, ALPN. */
static void ja4_head(struct buf *out, const struct client_hello *hello)
{
    struct span sni;
    struct buf list;

    buf_init(&list, LIST_MAX);
    collect(&list, hello->suites);
    size_t suites = list.n / 2;
    buf_truncate(&list, 0);
    collect_types(&list, hello->exts);
    buf_printf(out, "t%s%c%02zu%02zu", version_word(version_of(hello)),
               ext_get(hello->exts, TLSX_SERVER_NAME, &sni) ? 'd' : 'i', capped(suites),
               capped(list.n / 2));
    alpn_word(out, hello);
    buf_free(&list);
}

/* Numbers in network order compare like their bytes. */
static int by_value(const void *a, const void *b)
{
    return memcmp(a, b, 2);
}

/* The second part before it is hashed: the suites, sorted. */
static void ja4_suites(struct buf *out, const struct client_hello *hello)
{
    struct buf list;

    buf_init(&list, LIST_MAX);
    collect(&list, hello->suites);
    if (list.n > 0)
        qsort(list.p, list.n / 2, 2, by_value);
    join(out, &list, true);
    buf_free(&list);
}

/* The third part before it is hashed: the extensions, sorted, without SNI and ALPN (the first part
 * has them); then the signature schemes in their own order. */
static void ja4_exts(struct buf *out, const struct client_hello *hello)
{
    struct fail fail = {0};
    struct rd r = rd_init(hello->exts, &fail);
    struct buf list;
    struct ext x;

    buf_init(&list, LIST_MAX);
    while (ext_next(&r, &x)) {
        if (!is_grease(x.type) && x.type != TLSX_SERVER_NAME && x.type != TLSX_ALPN)
            buf_u16(&list, x.type);
    }
    if (list.n > 0)
        qsort(list.p, list.n / 2, 2, by_value);
    join(out, &list, true);
    collect(&list, list_in(hello->exts, TLSX_SIGNATURE_ALGORITHMS));
    if (list.n > 0)
        buf_u8(out, '_');
    join(out, &list, true);
    buf_free(&list);
}

/* The first twelve hex digits of SHA-256; zeros if there is nothing to hash. */
static void hash12(struct buf *out, const struct buf *text)
{
    uint8_t hash[DIGEST_MAX_SIZE] = {0};

    if (text->n > 0)
        digest_of(DIGEST_SHA256, hash, buf_span(text));
    if (text->err != ERR_OK)
        out->err = text->err;
    hex_encode(out, span_of(hash, 6), 0);
}

/* Three parts joined by underscores: one that can be read, and hashes of the other two. */
void ja4(struct buf *out, const struct client_hello *hello)
{
    struct buf text;

    buf_init(&text, 8 * LIST_MAX);
    ja4_head(out, hello);
    buf_u8(out, '_');
    ja4_suites(&text, hello);
    hash12(out, &text);
    buf_u8(out, '_');
    buf_truncate(&text, 0);
    ja4_exts(&text, hello);
    hash12(out, &text);
    buf_free(&text);
}

void ja4_raw(struct buf *out, const struct client_hello *hello)
{
    ja4_head(out, hello);
    buf_u8(out, '_');
    ja4_suites(out, hello);
    buf_u8(out, '_');
    ja4_exts(out, hello);
}
