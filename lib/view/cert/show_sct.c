/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signed certificate timestamps (RFC 6962 3.2, 3.3). */
#include "config.h"

#include "lib/view/cert/show_ext.h"

/* Seconds since 1970.  From this time on, the year no longer has four digits. */
#define YEAR_10000 UINT64_C(253402300800)

/* Reads the presentation language of TLS.  Input that is too short yields empty spans and sets
 * is_short. */
struct cursor {
    struct span rest;
    bool is_short;
};

/* The next n bytes. */
static struct span take(struct cursor *cursor, size_t n)
{
    struct span s = span_head(cursor->rest, n);

    if (cursor->rest.n < n) {
        cursor->is_short = true;
        cursor->rest = (struct span){0};
        return (struct span){0};
    }
    cursor->rest = span_tail(cursor->rest, n);
    return s;
}

/* An unsigned integer of n bytes, most significant first. */
static uint64_t number(struct cursor *cursor, size_t n)
{
    struct span s = take(cursor, n);
    uint64_t v = 0;

    for (size_t i = 0; i < s.n; i++)
        v = v << 8 | s.p[i];
    return v;
}

/* A vector with a length of two bytes. */
static struct span vector16(struct cursor *cursor)
{
    size_t n = (size_t)number(cursor, 2);

    return take(cursor, n);
}

/* SignatureAndHashAlgorithm (RFC 5246 7.4.1.4.1). */
static void put_algorithm(struct tree_writer *tree, unsigned hash, unsigned signature)
{
    static const char *const hashes[] = {"none",   "MD5",    "SHA1",  "SHA224",
                                         "SHA256", "SHA384", "SHA512"};
    static const char *const signatures[] = {"anonymous", "RSA", "DSA", "ECDSA"};
    struct buf text;

    buf_init(&text, 64);
    if (hash < sizeof hashes / sizeof hashes[0] &&
        signature < sizeof signatures / sizeof signatures[0])
        buf_printf(&text, "%s-%s", signatures[signature], hashes[hash]);
    else
        buf_printf(&text, "0x%02x%02x", hash, signature);
    tw_buf(tree, "algorithm", &text);
}

/* One timestamp (RFC 6962 3.2).  One that is too short, of another version, or with an impossible
 * time is shown as bytes. */
static void put_sct(struct tree_writer *tree, struct span sct)
{
    struct cursor c = {.rest = sct};
    unsigned version = (unsigned)number(&c, 1);
    struct span log = take(&c, 32);
    uint64_t ms = number(&c, 8);
    struct span extensions = vector16(&c);
    unsigned hash = (unsigned)number(&c, 1), kind = (unsigned)number(&c, 1);
    struct span signature = vector16(&c);

    tw_open(tree, NULL);
    bool is_time = ms / 1000 < YEAR_10000;
    if (c.is_short || version != 0 || !is_time) {
        tw_hex(tree, "bytes", sct);
        tw_close(tree);
        return;
    }
    tw_int(tree, "version", (int64_t)version + 1);
    tw_hex(tree, "log_id", log);
    tw_time(tree, "time", (int64_t)(ms / 1000));
    put_algorithm(tree, hash, kind);
    tw_hex(tree, "signature", signature);
    if (extensions.n > 0)
        tw_hex(tree, "extensions", extensions);
    tw_close(tree);
}

void show_scts(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct cursor c = {.rest = der_octets(&all)};
    struct cursor list = {.rest = vector16(&c)};

    tw_list(tree, "timestamps");
    while (list.rest.n > 0) {
        struct span sct = vector16(&list);
        if (sct.n > 0)
            put_sct(tree, sct);
    }
    if (c.is_short || list.is_short)
        tw_unread(tree, NULL);
    tw_list_end(tree);
    if (c.is_short || c.rest.n > 0 || list.is_short)
        fail_set(fail, ERR_EXT_ENCODING, val);
}
