/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Extensions about certificates, and encrypted ClientHello. */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include "lib/tls/wire/vec.h"

/* RFC 6066 8.  A request of another type has a form of its own, which is not read. */
enum err ext_status_parse(struct status_request *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = (struct status_request){.type = rd_u8(&r)};
    if (out->type != STATUS_OCSP)
        return fail->err;
    out->responders = rd_vec16(&r, 0, VEC16_MAX);
    out->extensions = rd_vec16(&r, 0, VEC16_MAX);
    vec_each(out->responders, vec_item16, fail);
    return rd_end(&r);
}

void ext_status_put(struct buf *out)
{
    struct buf_mark x = ext_open(out, TLSX_STATUS_REQUEST);

    buf_u8(out, STATUS_OCSP);
    buf_u16(out, 0);
    buf_u16(out, 0);
    buf_close(out, x);
}

enum err ext_ocsp_parse(struct span *response, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    if (rd_u8(&r) != STATUS_OCSP)
        fail_set(fail, ERR_TLS_STATUS_FORM, data);
    *response = rd_vec24(&r, 1, VEC24_MAX);
    return rd_end(&r);
}

void ext_ocsp_put(struct buf *out, struct span response)
{
    struct buf_mark x = ext_open(out, TLSX_STATUS_REQUEST);

    buf_u8(out, STATUS_OCSP);
    vec_put(out, buf_open24(out), response);
    buf_close(out, x);
}

/* RFC 6962 3.3: both the list and each SCT in it hold at least a byte. */
enum err ext_sct_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec16(&r, 1, VEC16_MAX);
    vec_each(*list, vec_item16, fail);
    return rd_end(&r);
}

bool ext_sct_next(struct rd *r, struct span *out)
{
    return vec_next16(r, out);
}

enum err ext_cas_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec16(&r, 3, VEC16_MAX);
    vec_each(*list, vec_item16, fail);
    return rd_end(&r);
}

bool ext_ca_next(struct rd *r, struct span *out)
{
    return vec_next16(r, out);
}

/* One OIDFilter (RFC 9846 4.3.5). */
static struct oid_filter filter_read(struct rd *r)
{
    struct span oid = rd_vec8(r, 1, VEC8_MAX);

    return (struct oid_filter){oid, rd_vec16(r, 0, VEC16_MAX)};
}

static void filter_item(struct rd *r)
{
    filter_read(r);
}

enum err ext_oid_filters_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec16(&r, 0, VEC16_MAX);
    vec_each(*list, filter_item, fail);
    return rd_end(&r);
}

bool ext_oid_filter_next(struct rd *r, struct oid_filter *out)
{
    if (!rd_more(r))
        return false;
    *out = filter_read(r);
    return r->fail->err == ERR_OK;
}

/* RFC 9345 4. */
enum err ext_delegated_parse(struct delegated_credential *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = (struct delegated_credential){.valid_time = rd_u32(&r)};
    out->scheme = rd_u16(&r);
    out->spki = rd_vec24(&r, 1, VEC24_MAX);
    out->signed_scheme = rd_u16(&r);
    out->signature = rd_vec16(&r, 1, VEC16_MAX);
    return rd_end(&r);
}

enum { ECH_OUTER, ECH_INNER };

/* RFC 9849 5: an inner ClientHello has only the type. */
enum err ext_ech_parse(struct ech_outer *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = (struct ech_outer){.type = rd_u8(&r)};
    if (out->type > ECH_INNER)
        fail_set(fail, ERR_TLS_EXT_FORM, data);
    if (out->type == ECH_OUTER) {
        out->kdf = rd_u16(&r);
        out->aead = rd_u16(&r);
        out->config_id = rd_u8(&r);
        out->enc = rd_vec16(&r, 0, VEC16_MAX);
        out->payload = rd_vec16(&r, 1, VEC16_MAX);
    }
    return rd_end(&r);
}
