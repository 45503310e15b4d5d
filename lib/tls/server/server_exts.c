/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/server/server_exts.h"

#include "lib/base/lookup.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/wire/ext_table.h"

enum { MAX_FRAGMENT_VALUES = 4 }; /* RFC 6066 4 */

/* --- what the ClientHello lists ----------------------------------------------------------- */

struct span server_exts_list(const struct tls *t, uint16_t ext_type)
{
    struct fail fail = {0};
    struct span list;

    /* Its form was checked when it came. */
    if (!ext_get(t->hello_exts, ext_type, &list) || ext_list16_parse(&list, list, &fail) != ERR_OK)
        return (struct span){0};
    return list;
}

enum err server_exts_need(struct tls *t, uint16_t type)
{
    if (ext_rules_has(t, type))
        return ERR_OK;
    t->failure.extension = type;
    t->failure.has_extension = true;
    return conn_fail(t, ERR_TLS_EXT_MISSING, t->hello_exts);
}

/* --- form and values of extensions -------------------------------------------------------- */

static enum err sni_value(struct tls *t, struct span data, struct fail *f)
{
    return ext_sni_parse(&t->info.server_name, data, f);
}

/* RFC 9846 4.3.2: a cookie must be the one that we sent. */
static enum err cookie_value(struct tls *t, struct span data, struct fail *f)
{
    struct span cookie;

    TRY(ext_cookie_parse(&cookie, data, f));
    if (!span_eq(cookie, buf_span(&t->cookie)))
        fail_set(f, ERR_TLS_COOKIE, data);
    return f->err;
}

/* RFC 5746 3.6: empty in a first handshake. */
static enum err reneg_value(struct tls *t, struct span data, struct fail *f)
{
    struct span bound;

    (void)t;
    TRY(ext_reneg_parse(&bound, data, f));
    if (bound.n > 0)
        fail_set(f, ERR_TLS_RENEGOTIATION_INFO, bound);
    return f->err;
}

/* RFC 8449 4: a limit above what the version allows is no error. */
static enum err size_limit_value(struct tls *t, struct span data, struct fail *f)
{
    uint16_t limit;

    (void)t;
    TRY(ext_u16_parse(&limit, data, f));
    if (limit < SIZE_LIMIT_MIN)
        fail_set(f, ERR_TLS_SIZE_LIMIT_VALUE, data);
    return f->err;
}

static enum err max_fragment_value(struct tls *t, struct span data, struct fail *f)
{
    uint8_t v;

    (void)t;
    TRY(ext_u8_parse(&v, data, f));
    if (v < 1 || v > MAX_FRAGMENT_VALUES)
        fail_set(f, ERR_TLS_MAX_FRAGMENT, data);
    return f->err;
}

/* RFC 8422 5.1.2: the uncompressed format must be among them. */
static enum err points_value(struct tls *t, struct span data, struct fail *f)
{
    struct span list;

    (void)t;
    TRY(ext_list8_parse(&list, data, f));
    if (span_find(list, 0) == list.n)
        fail_set(f, ERR_TLS_POINT_FORMATS, list);
    return f->err;
}

struct extension_check {
    uint16_t type;
    /* What is asked of the data beyond the form that extensions.def gives it; or NULL. */
    enum err (*value)(struct tls *t, struct span data, struct fail *f);
};

/* Extensions that are not listed here are ignored. */
static const struct extension_check checks[] = {
    {TLSX_SERVER_NAME, sni_value},
    {TLSX_MAX_FRAGMENT_LENGTH, max_fragment_value},
    {TLSX_STATUS_REQUEST, NULL},
    {TLSX_SUPPORTED_GROUPS, NULL},
    {TLSX_SIGNATURE_ALGORITHMS, NULL},
    {TLSX_ALPN, NULL},
    {TLSX_SCT, NULL},
    {TLSX_RECORD_SIZE_LIMIT, size_limit_value},
    {TLSX_PRE_SHARED_KEY, NULL},
    {TLSX_EARLY_DATA, NULL},
    {TLSX_SUPPORTED_VERSIONS, NULL},
    {TLSX_COOKIE, cookie_value},
    {TLSX_PSK_KEY_EXCHANGE_MODES, NULL},
    {TLSX_CERTIFICATE_AUTHORITIES, NULL},
    {TLSX_POST_HANDSHAKE_AUTH, NULL},
    {TLSX_SIGNATURE_ALGORITHMS_CERT, NULL},
    {TLSX_KEY_SHARE, NULL},
};

/* Extensions that only TLS 1.2 has; TLS 1.3 ignores them. */
static const struct extension_check checks_12[] = {
    {TLSX_EC_POINT_FORMATS, points_value},
    {TLSX_ENCRYPT_THEN_MAC, NULL},
    {TLSX_EXTENDED_MASTER_SECRET, NULL},
    {TLSX_RENEGOTIATION_INFO, reneg_value},
};

static enum err check_data(struct tls *t, const struct ext *x, const struct extension_check *row,
                           struct fail *f)
{
    TRY(ext_form_check(x->type, IN_CH, x->data, f));
    return row->value == NULL ? ERR_OK : row->value(t, x->data, f);
}

/* The data of one extension, and whether a ClientHello may have it. */
static enum err check_extension(struct tls *t, const struct ext *x,
                                const struct extension_check *rows, size_t num)
{
    const struct ext_row *row = ext_find(x->type);
    struct fail fail = {0};

    /* RFC 9846 4.3: known extensions of other messages are an error, unknown ones are ignored. */
    if (row != NULL && (row->places & IN_CH) == 0)
        return conn_fail(t, ERR_TLS_EXT_FORBIDDEN, x->data);
    for (size_t i = 0; i < num; i++) {
        if (rows[i].type == x->type && check_data(t, x, &rows[i], &fail) != ERR_OK) {
            t->failure.extension = x->type;
            t->failure.has_extension = true;
            return conn_fail_with(t, &fail);
        }
    }
    return ERR_OK;
}

static enum err check_extensions(struct tls *t, const struct extension_check *rows, size_t num)
{
    struct fail fail = {0};
    struct rd r = rd_init(t->hello_exts, &fail);
    struct ext x;

    t->exts = t->hello_exts;
    while (ext_next(&r, &x))
        TRY(check_extension(t, &x, rows, num));
    return ERR_OK;
}

enum err server_exts_check(struct tls *t)
{
    return check_extensions(t, checks, LOOKUP_COUNT(checks));
}

enum err server_exts_check12(struct tls *t)
{
    return check_extensions(t, checks_12, LOOKUP_COUNT(checks_12));
}

/* --- what answers it ---------------------------------------------------------------------- */

void server_exts_put(struct tls *t, struct buf *exts, bool in_resumption)
{
    if (t->info.server_name.n > 0 && !in_resumption)
        ext_put(exts, TLSX_SERVER_NAME, (struct span){0});
    if (t->info.alpn.n > 0) {
        struct buf_mark x = ext_open(exts, TLSX_ALPN), list = buf_open16(exts),
                        name = buf_open8(exts);
        buf_put(exts, t->info.alpn);
        buf_close(exts, name);
        buf_close(exts, list);
        buf_close(exts, x);
    }
    if (t->size_limited)
        ext_u16_put(exts, TLSX_RECORD_SIZE_LIMIT, t->config.record_size_limit);
}
