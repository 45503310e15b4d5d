/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions: the first octet picks the parser, the rest is the data. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/tls/wire/ext.h"

const char fuzz_name[] = "extensions";

/* Each parses, and writes again into b what it has understood. */
typedef enum err codec(struct span data, struct buf *b, struct fail *f);

static struct arena arena;

static enum err sni(struct span data, struct buf *b, struct fail *f)
{
    struct span host;

    TRY(ext_sni_parse(&host, data, f));
    REQUIRE(host.p == NULL || (host.n > 0 && span_contains(data, host)));
    /* Names of other types are stepped over, and never written: 5 octets stand around one host. */
    if (host.p != NULL && data.n == host.n + 5)
        ext_sni_put(b, host);
    else
        ext_put(b, TLSX_SERVER_NAME, data);
    return ERR_OK;
}

static uint16_t *numbers(struct span list)
{
    uint16_t *v = arena_alloc(&arena, list.n / 2 + 1, sizeof *v);

    REQUIRE(v != NULL && list.n >= 2 && list.n % 2 == 0);
    for (size_t i = 0; i < list.n / 2; i++) {
        v[i] = list16_at(list, i);
        REQUIRE(list16_has(list, v[i]));
    }
    return v;
}

static enum err list16(struct span data, struct buf *b, struct fail *f)
{
    struct span list;

    TRY(ext_list16_parse(&list, data, f));
    ext_list16_put(b, TLSX_SUPPORTED_GROUPS, numbers(list), list.n / 2);
    return ERR_OK;
}

static enum err list8of16(struct span data, struct buf *b, struct fail *f)
{
    struct span list;

    TRY(ext_list8of16_parse(&list, data, f));
    ext_list8of16_put(b, TLSX_SUPPORTED_VERSIONS, numbers(list), list.n / 2);
    return ERR_OK;
}

static enum err list8(struct span data, struct buf *b, struct fail *f)
{
    struct span list;

    TRY(ext_list8_parse(&list, data, f));
    ext_list8_put(b, TLSX_EC_POINT_FORMATS, list);
    return ERR_OK;
}

static enum err number(struct span data, struct buf *b, struct fail *f)
{
    uint8_t v8;
    uint16_t v16;
    uint32_t v32;

    if (data.n == 1) {
        TRY(ext_u8_parse(&v8, data, f));
        ext_u8_put(b, TLSX_HEARTBEAT, v8);
    } else if (data.n == 2) {
        TRY(ext_u16_parse(&v16, data, f));
        ext_u16_put(b, TLSX_RECORD_SIZE_LIMIT, v16);
    } else {
        TRY(ext_u32_parse(&v32, data, f));
        ext_u32_put(b, TLSX_EARLY_DATA, v32);
    }
    return ERR_OK;
}

static enum err alpn(struct span data, struct buf *b, struct fail *f)
{
    struct fail other = {0};
    struct span list, name, one;
    size_t num = 0;

    enum err e = ext_alpn_one_parse(&one, data, &other);
    TRY(ext_alpn_parse(&list, data, f));
    struct rd r = rd_init(list, f);
    for (; ext_alpn_next(&r, &name); num++)
        REQUIRE(name.n > 0 && ext_alpn_has(list, name));
    REQUIRE(num > 0 && (e == ERR_OK) == (num == 1));
    ext_alpn_put(b, list);
    return f->err;
}

static enum err shares(struct span data, struct buf *b, struct fail *f)
{
    struct span list;
    size_t num = 0;

    TRY(ext_shares_parse(&list, data, f));
    struct key_share *v = arena_alloc(&arena, list.n / 5 + 1, sizeof *v);
    struct rd r = rd_init(list, f);
    REQUIRE(v != NULL);
    while (ext_share_next(&r, &v[num]))
        num++;
    ext_shares_put(b, v, num);
    return f->err;
}

static enum err share(struct span data, struct buf *b, struct fail *f)
{
    struct key_share s;

    TRY(ext_share_parse(&s, data, f));
    ext_share_put(b, &s);
    return ERR_OK;
}

/* One identity with a binder of zeros is written again; of others there is one binder for each. */
static enum err psk(struct span data, struct buf *b, struct fail *f)
{
    struct psk_offer offer;
    struct psk_identity id = {0};
    struct span binder = {0};
    size_t ids = 0, binders = 0, zeros = 0, at;

    TRY(ext_psk_parse(&offer, data, f));
    struct rd r = rd_init(offer.identities, f), s = rd_init(offer.binders, f);
    while (ext_psk_identity_next(&r, &id))
        ids++;
    while (ext_psk_binder_next(&s, &binder))
        binders++;
    REQUIRE(ids > 0 && ids == offer.num && binders == ids);
    while (zeros < binder.n && binder.p[zeros] == 0)
        zeros++;
    if (ids == 1 && zeros == binder.n) {
        ext_psk_put(b, &id, binder.n, &at);
        REQUIRE(at + 3 + binder.n == b->n);
    }
    return f->err;
}

static enum err cookie(struct span data, struct buf *b, struct fail *f)
{
    struct span v;

    TRY(ext_cookie_parse(&v, data, f));
    ext_cookie_put(b, v);
    return ERR_OK;
}

static enum err reneg(struct span data, struct buf *b, struct fail *f)
{
    struct span v;

    TRY(ext_reneg_parse(&v, data, f));
    ext_reneg_put(b, v);
    return ERR_OK;
}

static enum err status(struct span data, struct buf *b, struct fail *f)
{
    struct status_request s;

    TRY(ext_status_parse(&s, data, f));
    if (s.type == STATUS_OCSP && s.responders.n + s.extensions.n == 0)
        ext_status_put(b);
    return ERR_OK;
}

static enum err ocsp(struct span data, struct buf *b, struct fail *f)
{
    struct span response;

    TRY(ext_ocsp_parse(&response, data, f));
    ext_ocsp_put(b, response);
    return ERR_OK;
}

static enum err scts(struct span data, struct buf *b, struct fail *f)
{
    struct span list, one;

    (void)b;
    TRY(ext_sct_parse(&list, data, f));
    struct rd r = rd_init(list, f);
    while (ext_sct_next(&r, &one))
        REQUIRE(one.n > 0 && span_contains(data, one));
    return f->err;
}

static enum err authorities(struct span data, struct buf *b, struct fail *f)
{
    struct span list, one;

    (void)b;
    TRY(ext_cas_parse(&list, data, f));
    struct rd r = rd_init(list, f);
    while (ext_ca_next(&r, &one))
        REQUIRE(one.n > 0 && span_contains(data, one));
    return f->err;
}

static enum err filters(struct span data, struct buf *b, struct fail *f)
{
    struct oid_filter one;
    struct span list;

    (void)b;
    TRY(ext_oid_filters_parse(&list, data, f));
    struct rd r = rd_init(list, f);
    while (ext_oid_filter_next(&r, &one))
        REQUIRE(one.oid.n > 0 && span_contains(data, one.oid));
    return f->err;
}

static enum err delegated(struct span data, struct buf *b, struct fail *f)
{
    struct delegated_credential dc;

    (void)b;
    TRY(ext_delegated_parse(&dc, data, f));
    REQUIRE(span_contains(data, dc.spki) && span_contains(data, dc.signature));
    return ERR_OK;
}

static enum err ech(struct span data, struct buf *b, struct fail *f)
{
    struct ech_outer e;

    (void)b;
    TRY(ext_ech_parse(&e, data, f));
    REQUIRE(e.type == 1 || span_contains(data, e.payload));
    return ERR_OK;
}

/* A list of extensions: what is walked and written one by one is the same list. */
static enum err whole(struct span data, struct buf *b, struct fail *f)
{
    struct buf again;
    struct ext x;

    (void)b;
    TRY(ext_list_check(data, f));
    buf_init(&again, FUZZ_CAP);
    struct rd r = rd_init(data, f);
    while (ext_next(&r, &x))
        ext_put(&again, x.type, x.data);
    REQUIRE(span_eq(buf_span(&again), data));
    buf_free(&again);
    return f->err;
}

static codec *const codecs[] = {
    sni,   list16, list8of16, list8, number,      alpn,    shares,    share, psk,   cookie,
    reneg, status, ocsp,      scts,  authorities, filters, delegated, ech,   whole,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span body = span_tail(span_of(data, size), 1);
    struct fail f = {0};
    struct buf b;

    if (size == 0)
        return 0;
    arena_init(&arena, FUZZ_CAP);
    buf_init(&b, FUZZ_CAP);
    enum err e = codecs[data[0] % (sizeof codecs / sizeof codecs[0])](body, &b, &f);
    REQUIRE(e == f.err);
    REQUIRE(f.at.n == 0 || span_contains(body, f.at));
    if (b.n > 0)
        REQUIRE(e == ERR_OK && b.err == ERR_OK && span_eq(span_tail(buf_span(&b), 4), body));
    buf_free(&b);
    arena_free(&arena);
    return 0;
}
