/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/show_ext.h"

#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/cert/show_parts.h"
#include "lib/view/text/text.h"
#include "lib/x509/certext.h"
#include "lib/x509/extlist.h"

enum { VALUE_CAP = 1 << 22 };

/* Enters the one element that the extension's value consists of. */
static struct der only(uint32_t tag, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);

    return der_enter(&all, tag);
}

static void put_hex(struct tree_writer *tree, const char *key, struct span bytes,
                    const struct fail *fail)
{
    if (fail->err == ERR_OK)
        tw_hex(tree, key, bytes);
    else
        tw_unread(tree, key);
}

static void show_ski(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct span id = der_octets(&all);

    put_hex(tree, "key_id", id, fail);
}

/* Bits that are set are shown even if the BIT STRING ends in zero bits, which DER forbids. */
static void show_ku(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    uint32_t bits = der_named_bits(der_get(&all, DER_BIT_STRING), fail);

    if (fail->err != ERR_OK && fail->err != ERR_DER_NAMED_BITS) {
        tw_unread(tree, "usages");
        return;
    }
    tw_words(tree, "usages");
    for (unsigned i = 0; lists_key_usage_name(i) != NULL; i++) {
        if ((bits >> i & 1) != 0)
            tw_str(tree, NULL, lists_key_usage_name(i));
    }
    tw_words_end(tree);
}

/* Names are shown as far as they decode; gnames_check then finds the error, if there is one. */
static void show_names(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct span content = only(DER_SEQUENCE, val, fail).rest;

    show_gnames(tree, "names", content);
    gnames_check(content, fail);
}

/* A small number in decimal, a large one in hex. */
static void put_number(struct tree_writer *tree, const char *key, struct span content)
{
    struct fail fail = {0};
    uint32_t v = der_small(content, INT32_MAX, &fail);

    if (fail.err == ERR_OK)
        tw_int(tree, key, v);
    else
        tw_hex(tree, key, content);
}

/* A cA of FALSE that is written out is readable, although DER omits the default. */
static void show_bc(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der seq = only(DER_SEQUENCE, val, fail);
    bool is_ca = der_bool_default_false(&seq);
    struct span len;

    if (fail->err != ERR_OK && fail->err != ERR_DER_DEFAULT)
        tw_unread(tree, "ca");
    else
        tw_bool(tree, "ca", is_ca);
    if (der_opt(&seq, DER_INTEGER, &len))
        put_number(tree, "path_length", len);
}

/* The names of GeneralSubtrees; minimum and maximum are not used (RFC 5280 4.2.1.10) or shown. */
static void put_subtrees(struct tree_writer *tree, const char *key, struct span content,
                         struct fail *fail)
{
    struct elements list = elements_of(content, fail);
    struct der one;

    tw_list(tree, key);
    while (elements_next(&list, &one)) {
        struct der subtree = der_enter(&one, DER_SEQUENCE);
        struct gname base = gname_next(&subtree);
        if (elements_ok(&list))
            tw_gname(tree, NULL, &base);
        else
            tw_unread(tree, NULL);
    }
    tw_list_end(tree);
}

static void show_nc(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der seq = only(DER_SEQUENCE, val, fail);
    struct span part;

    if (der_opt(&seq, DER_CTXC(0), &part))
        put_subtrees(tree, "permitted", part, fail);
    if (der_opt(&seq, DER_CTXC(1), &part))
        put_subtrees(tree, "excluded", part, fail);
}

/* All three parts are optional (RFC 5280 4.2.1.1). */
static void show_aki(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der seq = only(DER_SEQUENCE, val, fail);
    struct span part;

    if (der_opt(&seq, DER_CTX(0), &part))
        tw_hex(tree, "key_id", part);
    if (der_opt(&seq, DER_CTXC(1), &part))
        show_gnames(tree, "issuer", part);
    if (der_opt(&seq, DER_CTX(2), &part))
        tw_hex(tree, "serial", label_serial(part));
}

/* The numbers are how many certificates may follow before the rule applies (RFC 5280 4.2.1.11). */
static void show_pc(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der seq = only(DER_SEQUENCE, val, fail);
    struct span part;

    if (der_opt(&seq, DER_CTX(0), &part))
        put_number(tree, "require_explicit_policy", part);
    if (der_opt(&seq, DER_CTX(1), &part))
        put_number(tree, "inhibit_policy_mapping", part);
}

static void show_number(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    struct span number = der_integer(&all);

    if (fail->err == ERR_OK)
        put_number(tree, "number", number);
    else
        tw_unread(tree, "number");
}

/* A list of OIDs, by name if known (RFC 5280 4.2.1.12). */
static void show_oids(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_words(tree, "usages");
    while (elements_next(&list, &one)) {
        struct span id = der_oid(&one);
        show_oid(tree, NULL, id, elements_ok(&list));
    }
    tw_words_end(tree);
}

/* Access descriptions: where to get the issuer, or OCSP. */
static void show_access(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_list(tree, "descriptions");
    while (show_next(tree, &list, &one)) {
        struct span method = der_oid(&one);
        show_oid(tree, "method", method, elements_ok(&list));
        struct gname location = gname_next(&one);
        if (!elements_ok(&list))
            location.kind = GN_UNREADABLE;
        tw_gname(tree, "location", &location);
        show_rest(tree, &list, &one);
    }
    tw_list_end(tree);
}

/* A list of TLS extensions by number (RFC 7633 4). */
static void show_tls_feature(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_words(tree, "features");
    while (elements_next(&list, &one)) {
        uint32_t n = der_small(der_integer(&one), 0xffff, &list.own);
        struct buf text;
        if (!elements_ok(&list)) {
            tw_unread(tree, NULL);
            continue;
        }
        buf_init(&text, 64);
        if (n == 5 || n == 17)
            buf_str(&text, n == 5 ? "status_request (must staple)" : "status_request_v2");
        else
            buf_printf(&text, "extension %u", (unsigned)n);
        tw_buf(tree, NULL, &text);
    }
    tw_words_end(tree);
}

/* The extension is a NULL: its presence is all that it says. */
static void show_nothing(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);

    (void)tree;
    der_null(&all);
}

/* A SEQUENCE OF SEQUENCE whose items start with an OID (qcStatements, subjectDirectoryAttributes).
 * Only the OIDs are shown. */
static void show_types(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct elements list = elements_open(val, fail);
    struct der one;

    tw_words(tree, "types");
    while (elements_next(&list, &one)) {
        struct der item = der_enter(&one, DER_SEQUENCE);
        struct span id = der_oid(&item);
        show_oid(tree, NULL, id, elements_ok(&list));
    }
    tw_words_end(tree);
}

/* The reason for a revocation (RFC 5280 5.3.1), by its name. */
static void show_reason(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    uint32_t reason = der_small(der_get(&all, DER_ENUMERATED), 255, fail);

    if (fail->err == ERR_OK)
        tw_str(tree, "reason", crl_reason_name((int)reason));
    else
        tw_unread(tree, "reason");
}

/* invalidityDate (RFC 5280 5.3.2) is always a GeneralizedTime. */
static void show_date(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der all = der_open(val, fail);
    int64_t t = der_generalized_time(&all);

    tw_time_read(tree, "date", fail->err == ERR_OK, t);
}

/* An extension without a form of its own: a string as text, everything else as bytes. */
static void show_other(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct fail quiet = {0};
    struct der all = der_open(val, &quiet);
    struct tlv t = der_any(&all);
    struct attribute a = {.tag = t.tag, .value = t.val};
    bool is_string = t.tag == DER_UTF8_STRING || t.tag == DER_IA5_STRING ||
                     t.tag == DER_PRINTABLE_STRING || t.tag == DER_VISIBLE_STRING ||
                     t.tag == DER_BMP_STRING;

    (void)fail;
    if (is_string && all.rest.n == 0) {
        struct buf text;
        buf_init(&text, VALUE_CAP);
        attribute_text(&text, &a);
        tw_buf(tree, "text", &text);
    } else if (!tw_is_json(tree)) {
        tw_hex(tree, "bytes", val);
    }
}

/* MTCCertificationAuthority of draft-ietf-plants-merkle-tree-certs 5.5, in the form without a hash:
 * how the CA signs subtrees of its logs, and which serial numbers it gives. */
static void show_mtc_ca(struct tree_writer *tree, struct span val, struct fail *fail)
{
    struct der ca = only(DER_SEQUENCE, val, fail), alg = der_enter(&ca, DER_SEQUENCE);
    struct span oid = der_oid(&alg), min = der_get(&ca, DER_INTEGER),
                max = der_get(&ca, DER_INTEGER);

    show_oid(tree, "subtree_signature", oid, fail->err == ERR_OK);
    put_hex(tree, "min_serial", min, fail);
    put_hex(tree, "max_serial", max, fail);
    der_end(&ca);
}

static const struct {
    enum oid oid;
    void (*show)(struct tree_writer *tree, struct span val, struct fail *fail);
} shows[] = {
    {OID_EXT_SKI, show_ski},
    {OID_EXT_KU, show_ku},
    {OID_EXT_SAN, show_names},
    {OID_EXT_IAN, show_names},
    {OID_EXT_BC, show_bc},
    {OID_EXT_NC, show_nc},
    {OID_EXT_CRLDP, show_crldp},
    {OID_EXT_FRESHEST_CRL, show_crldp},
    {OID_EXT_CP, show_policies},
    {OID_EXT_PM, show_mappings},
    {OID_EXT_AKI, show_aki},
    {OID_EXT_PC, show_pc},
    {OID_EXT_EKU, show_oids},
    {OID_EXT_IAP, show_number},
    {OID_EXT_AIA, show_access},
    {OID_EXT_SIA, show_access},
    {OID_EXT_TLS_FEATURE, show_tls_feature},
    {OID_EXT_OCSP_NOCHECK, show_nothing},
    {OID_EXT_SCT_POISON, show_nothing},
    {OID_EXT_SCT_LIST, show_scts},
    {OID_OCSP_SCT_LIST, show_scts},
    {OID_EXT_QC_STATEMENTS, show_types},
    {OID_EXT_SUBJECT_DIRECTORY, show_types},
    {OID_EXT_MTC_CA, show_mtc_ca},
    {OID_EXT_MTC_CA_06, show_mtc_ca},
    {OID_EXT_CRL_NUMBER, show_number},
    {OID_EXT_DELTA_CRL, show_number},
    {OID_EXT_IDP, show_idp},
    {OID_EXT_REASON_CODE, show_reason},
    {OID_EXT_INVALIDITY_DATE, show_date},
    {OID_EXT_CERTIFICATE_ISSUER, show_names},
};

/* An extension whose content is broken is shown as far as it could be read, with its error and its
 * bytes. */
static void put_value(struct tree_writer *tree, const struct extension *extension)
{
    struct fail fail = extension->fail;
    size_t i = 0, num = sizeof shows / sizeof shows[0];

    if (extension->val.p == NULL) {
        tw_str(tree, "error", err_text(fail.err));
        if (!tw_is_json(tree))
            tw_hex(tree, "bytes", extension->raw);
        return;
    }
    fail.err = ERR_OK;
    while (i < num && shows[i].oid != extension->oid)
        i++;
    /* The table has no row for OID_UNKNOWN, so an unknown extension goes to show_other. */
    if (i < num)
        shows[i].show(tree, extension->val, &fail);
    else
        show_other(tree, extension->val, &fail);
    if (fail.err == ERR_OK)
        return;
    tw_str(tree, "error", err_text(fail.err));
    if (!tw_is_json(tree))
        tw_hex(tree, "bytes", extension->val);
}

/* The name of the extension, or its OID, and whether it is critical. */
static void put_heading(struct tree_writer *tree, const struct extension *extension)
{
    struct buf text;

    buf_init(&text, 1 << 16);
    if (extension->oid_content.p == NULL) {
        buf_str(&text, "(not readable)");
    } else if (extension->oid != OID_UNKNOWN) {
        buf_printf(&text, "%s", oid_name(extension->oid));
    } else {
        oid_print(&text, extension->oid_content);
    }
    if (extension->critical)
        buf_str(&text, " (critical)");
    if (extension->critical_unread)
        buf_str(&text, " (criticality not readable)");
    buf_u8(&text, 0);
    if (text.err == ERR_OK)
        tw_heading(tree, (const char *)text.p);
    buf_free(&text);
}

/* The members before "value".  What could not be read is null. */
static void put_json_head(struct tree_writer *tree, const struct extension *extension)
{
    struct buf dotted;

    buf_init(&dotted, VALUE_CAP);
    /* One that is not written out to its end is none. */
    if (extension->oid_content.p != NULL && oid_print(&dotted, extension->oid_content))
        jw_text(&tree->j, "oid", buf_span(&dotted));
    else
        jw_null(&tree->j, "oid");
    buf_free(&dotted);
    jw_str(&tree->j, "name", extension->oid == OID_UNKNOWN ? NULL : oid_name(extension->oid));
    if (extension->critical_unread)
        jw_null(&tree->j, "critical");
    else
        jw_bool(&tree->j, "critical", extension->critical);
    if (extension->val.p != NULL)
        jw_hex(&tree->j, "bytes", extension->val);
    else
        jw_null(&tree->j, "bytes");
}

/* In text the value is indented below the heading; in JSON it is an object of its own. */
static void put_extension(struct tree_writer *tree, const struct extension *extension)
{
    if (!tw_is_json(tree)) {
        put_heading(tree, extension);
        tree->indent += 2;
        put_value(tree, extension);
        tree->indent -= 2;
        return;
    }
    jw_open(&tree->j, NULL);
    put_json_head(tree, extension);
    jw_open(&tree->j, "value");
    put_value(tree, extension);
    jw_close(&tree->j);
    jw_close(&tree->j);
}

void show_exts(struct tree_writer *tree, struct span extensions)
{
    struct fail walk = {0};
    struct extension x;

    if (extensions.n == 0 && !tw_is_json(tree))
        return;
    tw_list(tree, "extensions");
    while (extension_next(&extensions, &x, &walk))
        put_extension(tree, &x);
    /* From here on, the beginning of the next extension is unknown. */
    if (walk.err != ERR_OK) {
        x = (struct extension){.raw = extensions, .critical_unread = true, .fail = walk};
        put_extension(tree, &x);
    }
    tw_list_end(tree);
}
