/* SPDX-License-Identifier: GPL-3.0-or-later */
/* key_share and pre_shared_key (RFC 9846 4.3.8, 4.3.11). */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include "lib/tls/wire/vec.h"

/* One KeyShareEntry (RFC 9846 4.3.8): a group, and a public key in the group's own form. */
static struct key_share share_read(struct rd *r)
{
    uint16_t group = rd_u16(r);

    return (struct key_share){group, rd_vec16(r, 1, VEC16_MAX)};
}

static void share_item(struct rd *r)
{
    share_read(r);
}

enum err ext_shares_parse(struct span *list, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *list = rd_vec16(&r, 0, VEC16_MAX);
    vec_each(*list, share_item, fail);
    return rd_end(&r);
}

bool ext_share_next(struct rd *r, struct key_share *out)
{
    if (!rd_more(r))
        return false;
    *out = share_read(r);
    return r->fail->err == ERR_OK;
}

enum err ext_share_parse(struct key_share *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);

    *out = share_read(&r);
    return rd_end(&r);
}

static void share_put(struct buf *out, const struct key_share *share)
{
    buf_u16(out, share->group);
    vec_put(out, buf_open16(out), share->key);
}

void ext_shares_put(struct buf *out, const struct key_share *shares, size_t num)
{
    struct buf_mark x = ext_open(out, TLSX_KEY_SHARE), list = buf_open16(out);

    for (size_t i = 0; i < num; i++)
        share_put(out, &shares[i]);
    buf_close(out, list);
    buf_close(out, x);
}

void ext_share_put(struct buf *out, const struct key_share *share)
{
    struct buf_mark x = ext_open(out, TLSX_KEY_SHARE);

    share_put(out, share);
    buf_close(out, x);
}

enum { BINDER_MIN = 32, BINDERS_MIN = 33, IDENTITIES_MIN = 7 }; /* RFC 9846 4.3.11 */

bool ext_psk_identity_next(struct rd *r, struct psk_identity *out)
{
    if (!rd_more(r))
        return false;
    out->identity = rd_vec16(r, 1, VEC16_MAX);
    out->obfuscated_age = rd_u32(r);
    return r->fail->err == ERR_OK;
}

bool ext_psk_binder_next(struct rd *r, struct span *out)
{
    if (!rd_more(r))
        return false;
    *out = rd_vec8(r, BINDER_MIN, VEC8_MAX);
    return r->fail->err == ERR_OK;
}

/* OfferedPsks (RFC 9846 4.3.11): as many binders as identities. */
enum err ext_psk_parse(struct psk_offer *out, struct span data, struct fail *fail)
{
    struct rd r = rd_init(data, fail);
    struct psk_identity identity;
    struct span binder;
    size_t num_binders = 0;

    *out = (struct psk_offer){.identities = rd_vec16(&r, IDENTITIES_MIN, VEC16_MAX)};
    out->binders = rd_vec16(&r, BINDERS_MIN, VEC16_MAX);
    struct rd identities = rd_init(out->identities, fail), binders = rd_init(out->binders, fail);
    while (ext_psk_identity_next(&identities, &identity))
        out->num++;
    while (ext_psk_binder_next(&binders, &binder))
        num_binders++;
    if (out->num != num_binders) /* RFC 9846 4.3.11, 6.2: each list is well-formed by itself */
        fail_set(fail, ERR_TLS_PSK_BINDERS, data);
    return rd_end(&r);
}

/* Writes one identity, and a binder of zeros at *binders: the real one is a MAC over everything
 * before it, so it can only be computed and filled in afterwards. */
void ext_psk_put(struct buf *out, const struct psk_identity *id, size_t binder_n, size_t *binders)
{
    struct buf_mark x = ext_open(out, TLSX_PRE_SHARED_KEY), list = buf_open16(out);
    vec_put(out, buf_open16(out), id->identity);
    buf_u32(out, id->obfuscated_age);
    buf_close(out, list);

    *binders = out->n;
    struct buf_mark all = buf_open16(out), one = buf_open8(out);
    uint8_t *binder = buf_room(out, binder_n);
    if (binder != NULL)
        memset(binder, 0, binder_n);
    buf_close(out, one);
    buf_close(out, all);
    buf_close(out, x);
}
