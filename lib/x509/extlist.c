/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walking a list of extensions (RFC 5280 4.2): certificates use extension_next with rules of their
 * own, CRLs and requests use extlist_next. */
#include "config.h"

#include "lib/x509/extlist.h"

/* The critical flag, BOOLEAN DEFAULT FALSE.  An octet other than FF is TRUE in BER (X.690 8.2.2),
 * and an encoded FALSE is still FALSE: both are read, and both are errors in DER. */
static void read_critical(struct extension *ext, struct der *d)
{
    struct span at = d->rest;
    struct span content = der_get(d, DER_BOOLEAN);

    ext->critical = content.n == 1 && content.p[0] != 0;
    ext->critical_unread = content.n != 1;
    if (d->fail->err != ERR_OK)
        return;
    der_boolean_content(content, &ext->fail);
    if (content.n == 1 && !ext->critical)
        fail_set(&ext->fail, ERR_DER_DEFAULT, span_head(at, 3));
}

/* Reads the fields one by one: an error in one does not hide the next. */
static void read_fields(struct extension *ext, struct span content)
{
    struct fail frame = {0}, type = {0};
    struct der d = der_open(content, &frame);
    struct span oid = der_get(&d, DER_OID);

    if (frame.err == ERR_OK)
        der_oid_content(oid, &type);
    if (frame.err == ERR_OK && type.err == ERR_OK) {
        ext->oid_content = oid;
        ext->oid = oid_find(oid);
    }
    ext->fail = type;
    ext->critical_unread = frame.err != ERR_OK;
    if (der_peek(&d, DER_BOOLEAN))
        read_critical(ext, &d);
    ext->val = der_octets(&d);
    der_end(&d);
    if (frame.err != ERR_OK)
        fail_set(&ext->fail, frame.err, frame.at);
}

bool extension_next(struct span *list, struct extension *out, struct fail *fail)
{
    struct der d = der_open(*list, fail);

    if (!der_more(&d))
        return false;
    struct tlv t = der_any(&d);
    if (fail->err != ERR_OK)
        return false;
    *out = (struct extension){.raw = t.raw, .critical_unread = true};
    if (t.tag == DER_SEQUENCE)
        read_fields(out, t.val);
    else
        out->fail = (struct fail){ERR_DER_TAG, t.raw};
    *list = d.rest;
    return true;
}

void extlist_open(struct extlist *list, struct span content, struct fail *fail)
{
    /* Only the members that matter: seen is large, and a CRL has many entries. */
    list->rest = content;
    list->fail = fail;
    list->num = 0;
    if (content.n == 0)
        fail_set(fail, ERR_EXT_EMPTY, content);
}

/* Whether the extension was not there before.  One without a readable OID counts as new. */
static bool is_new(struct extlist *list, const struct extension *ext)
{
    if (ext->oid_content.p == NULL)
        return true;
    for (unsigned i = 0; i < list->num; i++) {
        if (span_eq(list->seen[i], ext->oid_content)) {
            fail_set(list->fail, ERR_EXT_DUPLICATE, ext->raw);
            return false;
        }
    }
    if (list->num == EXTLIST_MAX)
        fail_set(list->fail, ERR_EXT_TOO_MANY, ext->raw);
    else
        list->seen[list->num++] = ext->oid_content;
    return true;
}

bool extlist_next(struct extlist *list, struct extension *out)
{
    do {
        struct fail step = {0};
        bool there = extension_next(&list->rest, out, &step);
        struct fail f = there ? out->fail : step;
        if (f.err != ERR_OK)
            fail_set(list->fail, f.err, f.at);
        if (!there)
            return false;
    } while (!is_new(list, out));
    return true;
}
