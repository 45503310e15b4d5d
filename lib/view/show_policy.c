/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificate policies with their qualifiers (RFC 5280 4.2.1.4), and mappings (4.2.1.5). */
#include "config.h"

#include "lib/view/show_ext.h"

/* UserNotice: noticeRef is shown by its organisation, explicitText as it stands. */
static void put_notice(struct doc *d, struct der *qualifier)
{
    struct der notice = der_enter(qualifier, DER_SEQUENCE);
    struct der ref;

    if (der_enter_opt(&notice, DER_SEQUENCE, &ref)) {
        struct tlv t = der_any(&ref);
        struct attribute a = {.tag = t.tag, .value = t.val};
        struct buf text;
        buf_init(&text, 1 << 16);
        attribute_text(&text, &a);
        doc_buf(d, "notice_organization", &text);
    }
    if (der_more(&notice)) {
        struct tlv t = der_any(&notice);
        struct attribute a = {.tag = t.tag, .value = t.val};
        struct buf text;
        buf_init(&text, 1 << 16);
        attribute_text(&text, &a);
        doc_buf(d, "notice", &text);
    }
}

static void put_qualifier(struct doc *d, struct der *list)
{
    struct der one = der_enter(list, DER_SEQUENCE);
    enum oid type = oid_find(der_oid(&one));

    doc_open(d, NULL);
    if (type == OID_QT_CPS) {
        struct span uri = der_get(&one, DER_IA5_STRING);
        doc_put(d, "cps", uri);
    } else if (type == OID_QT_UNOTICE) {
        put_notice(d, &one);
    } else {
        doc_hex(d, "bytes", one.rest);
    }
    doc_close(d);
}

void show_policies(struct doc *d, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct der list = der_enter(&all, DER_SEQUENCE), qualifiers;

    doc_list(d, "policies");
    while (der_more(&list)) {
        struct der one = der_enter(&list, DER_SEQUENCE);
        struct span id = der_oid(&one);
        if (fail->err != ERR_OK)
            break;
        doc_open(d, NULL);
        doc_oid(d, "policy", id);
        if (der_enter_opt(&one, DER_SEQUENCE, &qualifiers)) {
            doc_list(d, "qualifiers");
            while (der_more(&qualifiers))
                put_qualifier(d, &qualifiers);
            doc_list_end(d);
        }
        doc_close(d);
    }
    doc_list_end(d);
}

void show_mappings(struct doc *d, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct der list = der_enter(&all, DER_SEQUENCE);

    doc_list(d, "mappings");
    while (der_more(&list)) {
        struct der one = der_enter(&list, DER_SEQUENCE);
        struct span issuer = der_oid(&one), subject = der_oid(&one);
        if (fail->err != ERR_OK)
            break;
        doc_open(d, NULL);
        doc_oid(d, "issuer", issuer);
        doc_oid(d, "subject", subject);
        doc_close(d);
    }
    doc_list_end(d);
}
