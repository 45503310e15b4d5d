/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses CRLs (RFC 5280 5) and walks their entries.  Entries are checked once, while parsing, and
 * read again at each lookup: a large CRL costs time and no memory. */
#include "config.h"

#include "lib/x509/crl.h"

#include "lib/base/budget.h"
#include "lib/base/cal.h"
#include "lib/x509/crlext.h"
#include "lib/x509/crlplain.h"
#include "lib/x509/signing.h"

/* RFC 5280 5.1.2.1: absent for version 1, else 1 for version 2. */
static void parse_version(struct crl *crl, struct der *tbs)
{
    struct fail f = {0};
    struct span value;

    crl->version = 1;
    if (!der_opt(tbs, DER_INTEGER, &value))
        return;
    crl->version = 2;
    if (der_small(value, INT32_MAX, &f) != 1)
        fail_set(&f, ERR_CRL_VERSION, value);
    crl_defect(crl, f);
}

/* RFC 5280 5.1.2.3: a name that is not empty. */
static void parse_issuer(struct crl *crl, struct der *tbs)
{
    struct fail f = {0}, loose = {0}; /* loose: reported for the CA, whose name it is */

    crl->issuer = der_raw(tbs, DER_SEQUENCE);
    if (tbs->fail->err != ERR_OK)
        return;
    name_check_loosely(crl->issuer, &f, &loose);
    if (f.err == ERR_OK && name_is_empty(crl->issuer))
        fail_set(&f, ERR_CRL_EMPTY_ISSUER, crl->issuer);
    crl_defect(crl, f);
    enum err e = name_id_of(&crl->issuer_id, crl->issuer);
    if (e != ERR_OK)
        fail_set(tbs->fail, e, crl->issuer);
}

/* The next element has the tag of a Time. */
static bool is_time(const struct der *d)
{
    return der_peek(d, DER_UTC_TIME) || der_peek(d, DER_GENERALIZED_TIME);
}

/* Reads a Time.  A wrong tag is an error of the frame, a wrong value is not.  False if it is
 * unreadable; a readable time in a wrong form is true with an error. */
static bool parse_time(struct der *d, int64_t *out, struct fail *fail)
{
    struct fail f = {0};
    struct der one = der_open(d->rest, &f);

    if (!is_time(d)) {
        der_get(d, DER_UTC_TIME);
        return false;
    }
    one.rest = der_any(d).raw;
    if (d->fail->err != ERR_OK)
        return false;
    int64_t t = der_time(&one);
    bool is_read = f.err == ERR_OK || f.err == ERR_DER_TIME_FORM;
    if (f.err != ERR_OK)
        fail_set(fail, f.err, f.at);
    if (is_read)
        *out = t;
    return is_read;
}

/* RFC 5280 5.1.2.4 and 5.1.2.5.  The defaults are an interval that contains no time. */
static void parse_times(struct crl *crl, struct der *tbs)
{
    struct fail f = {0};
    struct span at = tbs->rest;

    crl->this_update = CAL_LAST;
    crl->next_update = INT64_MIN;
    crl->has_this_update = parse_time(tbs, &crl->this_update, &f);
    if (is_time(tbs)) {
        crl->next_unread = !parse_time(tbs, &crl->next_update, &f);
        if (crl->has_this_update && !crl->next_unread && crl->next_update < crl->this_update)
            fail_set(&f, ERR_CRL_VALIDITY, span_head(at, (size_t)(tbs->rest.p - at.p)));
    }
    crl_defect(crl, f);
}

/* RFC 5280 5.1.1.2, 5.1.1.3: as in a certificate. */
static void parse_signature(struct crl *crl, struct der *seq)
{
    struct signing s;

    signing_read(&s, seq, crl->inner_alg);
    crl->outer_alg = s.alg;
    crl->signature = s.signature;
    crl->sigalg = s.sigalg;
    crl_defect(crl, s.bits);
    crl_defect(crl, s.form);
}

/* Reads the frame of one entry; *fail gets errors of the values in it.  *extensions is an empty
 * span without a place if there are none. */
static void next_entry(struct der *list, struct crl_entry *out, struct span *extensions,
                       struct fail *fail)
{
    struct der entry = der_enter(list, DER_SEQUENCE);

    *out = (struct crl_entry){.reason = CRL_NO_REASON, .date = CAL_FIRST};
    out->serial = der_get(&entry, DER_INTEGER);
    if (entry.fail->err == ERR_OK)
        der_integer_content(out->serial, fail);
    out->has_date = parse_time(&entry, &out->date, fail);
    *extensions = (struct span){0};
    if (entry.rest.n > 0)
        *extensions = der_get(&entry, DER_SEQUENCE);
    der_end(&entry);
}

/* RFC 5280 5.3: checks each entry once, at parsing; crl_next then reads without checks. */
static void parse_entries(struct crl *crl, struct fail *fail)
{
    struct der list = der_open(crl->entries, fail);

    for (;;) {
        struct fail f = {0};
        list.rest = crlplain_sound(list.rest, crl->version > 1);
        if (!der_more(&list))
            return;
        struct crl_entry e;
        struct span extensions;
        next_entry(&list, &e, &extensions, &f);
        if (fail->err != ERR_OK)
            return;
        if (extensions.p != NULL) {
            crlext_entry(&e, &crl->unknown_critical, extensions, &f);
            crl->names_issuers = crl->names_issuers || e.issuer.p != NULL || e.issuer_unread;
            if (crl->version < 2)
                fail_set(&f, ERR_CRL_V1_EXTENSIONS, extensions);
            /* 5.3.1: removeFromCRL belongs to delta CRLs. */
            if (e.reason == CRL_REMOVE && crl->base_number.p == NULL)
                fail_set(&f, ERR_CRL_REASON, extensions);
            if (e.issuer.p != NULL && !crl->idp.indirect)
                fail_set(&f, ERR_CRL_ENTRY_ISSUER, extensions);
        }
        crl_defect(crl, f);
    }
}

/* TBSCertList (RFC 5280 5.1), field by field. */
static void parse_tbs(struct crl *crl, struct der *tbs)
{
    struct der wrapper;

    parse_version(crl, tbs);
    crl->inner_alg = der_raw(tbs, DER_SEQUENCE);
    parse_issuer(crl, tbs);
    parse_times(crl, tbs);
    bool has_entries = der_opt(tbs, DER_SEQUENCE, &crl->entries);
    bool has_extensions = der_enter_opt(tbs, DER_CTXC(0), &wrapper);
    if (has_extensions) {
        crl->extensions = der_get(&wrapper, DER_SEQUENCE);
        der_end(&wrapper);
    }
    der_end(tbs);
    if (tbs->fail->err != ERR_OK)
        return;
    /* RFC 5280 5.1.2.6: without revoked certificates the list is absent. */
    if (has_entries && crl->entries.n == 0)
        crl_defect(crl, (struct fail){ERR_CRL_EMPTY_LIST, crl->entries});
    if (has_extensions) {
        crlext_parse(crl);
        if (crl->version < 2)
            crl_defect(crl, (struct fail){ERR_CRL_V1_EXTENSIONS, crl->extensions});
    }
    parse_entries(crl, tbs->fail);
}

enum err crl_parse(struct crl *out, struct span der, struct fail *fail)
{
    *out = (struct crl){.der = der};
    struct der seq, tbs = signing_open(&out->tbs, &seq, der, fail);

    if (fail->err == ERR_OK)
        parse_tbs(out, &tbs);
    if (fail->err == ERR_OK)
        parse_signature(out, &seq);
    der_end(&seq);
    return fail->err;
}

static struct crl_iter iter_at_first(const struct crl *crl)
{
    return (struct crl_iter){.started = true, .rest = crl->entries, .issuer = crl->issuer};
}

bool crl_next(struct crl_iter *it, const struct crl *crl, struct crl_entry *out)
{
    struct fail f = {0}, values = {0};
    struct span extensions;
    bool critical = false;

    if (!it->started)
        *it = iter_at_first(crl);
    struct der list = der_open(it->rest, &f);
    if (!der_more(&list))
        return false;
    next_entry(&list, out, &extensions, &values);
    if (f.err != ERR_OK)
        return false;
    it->rest = list.rest;
    if (extensions.p != NULL)
        crlext_entry(out, &critical, extensions, &values);
    /* RFC 5280 5.3.3: an issuer also holds for the entries after it. */
    if (out->issuer.p != NULL || out->issuer_unread) {
        it->issuer = out->issuer;
        it->issuer_unread = out->issuer_unread;
    }
    out->issuer = it->issuer;
    out->issuer_unread = it->issuer_unread;
    return true;
}

/* How strongly an entry counts against a certificate: a removal, a hold, a revocation. */
static int weight(const struct crl_entry *entry)
{
    return entry->reason == CRL_REMOVE ? 1 : entry->reason == CRL_HOLD ? 2 : 3;
}

/* The issuer that entries share until the next certificateIssuer, and whether it is the
 * certificate's. */
struct entry_issuer {
    const uint8_t *at; /* address of its bytes */
    bool same;         /* it is the certificate's */
};

/* Compares the entry's issuer with the certificate's, once for each run of entries. */
static enum err look_at_issuer(struct entry_issuer *known, const struct crl_entry *entry,
                               const struct crl *crl, const struct cert *cert, uint64_t *work)
{
    enum { PREPARED = 8 };
    struct name_id id = crl->issuer_id;

    if (known->at == entry->issuer.p)
        return ERR_OK;
    if (entry->issuer.p != crl->issuer.p) {
        if (!budget_take(work, 1 + entry->issuer.n / PREPARED))
            return ERR_LIMIT;
        TRY(name_id_of(&id, entry->issuer));
    }
    *known = (struct entry_issuer){entry->issuer.p, name_id_eq(&id, &cert->issuer_id)};
    return ERR_OK;
}

enum err crl_find(bool *found, struct crl_entry *out, const struct crl *crl,
                  const struct cert *cert, uint64_t *work)
{
    struct entry_issuer issuer = {0};
    struct crl_iter it = iter_at_first(crl);
    struct crl_entry e;
    int most = 0;

    *found = false;
    for (;;) {
        if (!crl->names_issuers)
            it.rest = crlplain_other(it.rest, cert->serial);
        if (!crl_next(&it, crl, &e))
            return ERR_OK;
        /* The serial number first: few entries pass it, and names are costly to compare. */
        if (e.issuer_unread || !span_eq(e.serial, cert->serial) || weight(&e) <= most)
            continue;
        TRY(look_at_issuer(&issuer, &e, crl, cert, work));
        if (!issuer.same)
            continue;
        most = weight(&e);
        *out = e;
        *found = true;
    }
}

int crl_number_cmp(struct span a, struct span b)
{
    if (a.n > 1 && a.p[0] == 0)
        a = span_tail(a, 1);
    if (b.n > 1 && b.p[0] == 0)
        b = span_tail(b, 1);
    return a.n != b.n ? (a.n > b.n) - (a.n < b.n) : span_cmp(a, b);
}

const char *crl_reason_name(int reason)
{
    static const char *const names[] = {
        "unspecified",   "keyCompromise",        "cACompromise",    "affiliationChanged",
        "superseded",    "cessationOfOperation", "certificateHold", NULL,
        "removeFromCRL", "privilegeWithdrawn",   "aACompromise"};
    int num = (int)(sizeof names / sizeof names[0]);

    return reason >= 0 && reason < num ? names[reason] : NULL;
}

/* One DistributionPoint (RFC 5280 4.2.1.13). */
static struct crl_dp next_point(struct der *list)
{
    struct crl_dp p = {.reasons = CRL_ALL_REASONS};
    struct span reasons;
    struct der seq = der_enter(list, DER_SEQUENCE);

    der_opt(&seq, DER_CTXC(0), &p.name);
    /* RFC 5280 4.2.1.13: a point covers all reasons only if the field is absent. */
    p.some_reasons = der_opt(&seq, DER_CTX(1), &reasons);
    if (p.some_reasons)
        p.reasons = der_named_bits(reasons, list->fail) & CRL_ALL_REASONS;
    der_opt(&seq, DER_CTXC(2), &p.issuer);
    der_end(&seq);
    return p;
}

bool crl_dp_next(struct span *it, struct crl_dp *out)
{
    struct fail f = {0};
    struct der d = der_open(*it, &f), list = d;

    /* On the first call *it is the extension's value, later the rest of its list: only in the
     * former does the content begin with a SEQUENCE. */
    if (der_peek(&d, DER_SEQUENCE)) {
        struct der inner = der_enter(&d, DER_SEQUENCE);
        if (der_peek(&inner, DER_SEQUENCE))
            list = inner;
    }
    if (!der_more(&list))
        return false;
    *out = next_point(&list);
    *it = list.rest;
    /* RFC 5280 4.2.1.13: a point has a name or an issuer. */
    return f.err == ERR_OK && (out->name.p != NULL || out->issuer.p != NULL);
}
