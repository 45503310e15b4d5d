/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extensions are checked by two tables, for all versions and for TLS 1.2: first the form that the
 * extension has in a ClientHello, then the rule for its value.
 */
#include "config.h"

#include "lib/tls/server/server_exts.h"

#include "lib/base/lookup.h"
#include "lib/tls/core/ext_rules.h"
#include "lib/tls/wire/ext_table.h"

enum { MAX_FRAGMENT_VALUES = 4 }; /* RFC 6066 4 */

/* --- what the ClientHello lists ----------------------------------------------------------- */

struct span server_exts_list(const struct tls *tls, uint16_t ext_type)
{
    struct fail fail = {0};
    struct span list;

    /* Its form was checked when it came. */
    if (!ext_get(tls->hello_exts, ext_type, &list) ||
        ext_list16_parse(&list, list, &fail) != ERR_OK)
        return (struct span){0};
    return list;
}

enum err server_exts_need(struct tls *tls, uint16_t type)
{
    if (ext_rules_has(tls, type))
        return ERR_OK;
    tls->failure.extension = type;
    tls->failure.has_extension = true;
    return conn_fail(tls, ERR_TLS_EXT_MISSING, tls->hello_exts);
}

/* --- form and values of extensions -------------------------------------------------------- */

static enum err sni_value(struct tls *tls, struct span data, struct fail *fail)
{
    return ext_sni_parse(&tls->info.server_name, data, fail);
}

/* RFC 9846 4.3.2: a cookie must be the one that we sent. */
static enum err cookie_value(struct tls *tls, struct span data, struct fail *fail)
{
    struct span cookie;

    TRY(ext_cookie_parse(&cookie, data, fail));
    if (!span_eq(cookie, buf_span(&tls->cookie)))
        fail_set(fail, ERR_TLS_COOKIE, data);
    return fail->err;
}

/* RFC 5746 3.6: empty in a first handshake. */
static enum err reneg_value(struct tls *tls, struct span data, struct fail *fail)
{
    struct span bound;

    (void)tls;
    TRY(ext_reneg_parse(&bound, data, fail));
    if (bound.n > 0)
        fail_set(fail, ERR_TLS_RENEGOTIATION_INFO, bound);
    return fail->err;
}

/* RFC 8449 4: a limit above what the version allows is no error. */
static enum err size_limit_value(struct tls *tls, struct span data, struct fail *fail)
{
    uint16_t limit;

    (void)tls;
    TRY(ext_u16_parse(&limit, data, fail));
    if (limit < SIZE_LIMIT_MIN)
        fail_set(fail, ERR_TLS_SIZE_LIMIT_VALUE, data);
    return fail->err;
}

/* RFC 6066 4: any other value is an error. */
static enum err max_fragment_value(struct tls *tls, struct span data, struct fail *fail)
{
    uint8_t v;

    (void)tls;
    TRY(ext_u8_parse(&v, data, fail));
    if (v < 1 || v > MAX_FRAGMENT_VALUES)
        fail_set(fail, ERR_TLS_MAX_FRAGMENT, data);
    return fail->err;
}

/* RFC 8422 5.1.2: the uncompressed format must be among them. */
static enum err points_value(struct tls *tls, struct span data, struct fail *fail)
{
    struct span list;

    (void)tls;
    TRY(ext_list8_parse(&list, data, fail));
    if (span_find(list, 0) == list.n)
        fail_set(fail, ERR_TLS_POINT_FORMATS, list);
    return fail->err;
}

struct extension_check {
    uint16_t type;
    /* What is asked of the data beyond the form that extensions.def gives it; or NULL. */
    enum err (*value)(struct tls *tls, struct span data, struct fail *fail);
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

/* The extension's form in a ClientHello first, then its own rule, if it has one. */
static enum err check_data(struct tls *tls, const struct ext *ext,
                           const struct extension_check *row, struct fail *fail)
{
    TRY(ext_form_check(ext->type, IN_CH, ext->data, fail));
    return row->value == NULL ? ERR_OK : row->value(tls, ext->data, fail);
}

/* The data of one extension, and whether a ClientHello may have it. */
static enum err check_extension(struct tls *tls, const struct ext *ext,
                                const struct extension_check *rows, size_t num)
{
    const struct ext_row *row = ext_find(ext->type);
    struct fail fail = {0};

    /* RFC 9846 4.3: known extensions of other messages are an error, unknown ones are ignored. */
    if (row != NULL && (row->places & IN_CH) == 0)
        return conn_fail(tls, ERR_TLS_EXT_FORBIDDEN, ext->data);
    for (size_t i = 0; i < num; i++) {
        if (rows[i].type == ext->type && check_data(tls, ext, &rows[i], &fail) != ERR_OK) {
            tls->failure.extension = ext->type;
            tls->failure.has_extension = true;
            return conn_fail_with(tls, &fail);
        }
    }
    return ERR_OK;
}

/* Checks every extension of the ClientHello by its row, in the order sent. */
static enum err check_extensions(struct tls *tls, const struct extension_check *rows, size_t num)
{
    struct fail fail = {0};
    struct rd r = rd_init(tls->hello_exts, &fail);
    struct ext x;

    tls->exts = tls->hello_exts;
    while (ext_next(&r, &x))
        TRY(check_extension(tls, &x, rows, num));
    return ERR_OK;
}

enum err server_exts_check(struct tls *tls)
{
    return check_extensions(tls, checks, LOOKUP_COUNT(checks));
}

enum err server_exts_check12(struct tls *tls)
{
    return check_extensions(tls, checks_12, LOOKUP_COUNT(checks_12));
}

/* --- what answers it ---------------------------------------------------------------------- */

void server_exts_put(struct tls *tls, struct buf *exts, bool in_resumption)
{
    if (tls->info.server_name.n > 0 && !in_resumption)
        ext_put(exts, TLSX_SERVER_NAME, (struct span){0});
    if (tls->info.alpn.n > 0) {
        struct buf_mark x = ext_open(exts, TLSX_ALPN), list = buf_open16(exts),
                        name = buf_open8(exts);
        buf_put(exts, tls->info.alpn);
        buf_close(exts, name);
        buf_close(exts, list);
        buf_close(exts, x);
    }
    if (tls->size_limited)
        ext_u16_put(exts, TLSX_RECORD_SIZE_LIMIT, tls->config.record_size_limit);
}
