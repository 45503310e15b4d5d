/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/label.h"

#include <stdlib.h>

#include "lib/base/cal.h"
#include "lib/path/dated.h"
#include "lib/path/purpose.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"
#include "lib/x509/certext.h"

/* Inside a sentence, a name is cut to this length. */
enum { LABEL_CHARS = 72, LABEL_CAP = 1 << 20 };

void label_name(struct buf *out, struct span name)
{
    static const enum oid best_first[] = {OID_AT_CN, OID_AT_OU, OID_AT_O};
    struct attribute a;
    struct buf text;

    buf_init(&text, LABEL_CAP);
    /* If a part of the name is unreadable, the missing part may be the one we want. */
    bool readable = name_is_readable(name);
    for (size_t i = 0; readable && i < sizeof best_first / sizeof best_first[0] && text.n == 0;
         i++) {
        if (name_find(name, best_first[i], &a))
            attribute_text(&text, &a);
    }
    if (text.n == 0)
        name_print(&text, name);
    if (text.n == 0)
        buf_str(&text, "(no name)");
    safe_cut(out, buf_span(&text), LABEL_CHARS);
    buf_free(&text);
}

/* The first readable name of the subjectAltName extension. */
static bool first_san(const struct cert *cert, struct gname *out)
{
    struct gnames names = gnames_open_value(cert->ext[EXT_SAN].val);

    while (gnames_next(&names, out)) {
        if (out->kind != GN_UNREADABLE)
            return true;
    }
    return false;
}

void label_cert(struct buf *out, const struct cert *cert)
{
    struct gname n;

    if (!name_is_empty(cert->subject) || !first_san(cert, &n)) {
        label_name(out, cert->subject);
        return;
    }
    struct buf text;
    buf_init(&text, LABEL_CAP);
    safe_gname(&text, &n);
    safe_cut(out, buf_span(&text), LABEL_CHARS);
    buf_free(&text);
}

const char *label_role(const struct path *path, size_t cert)
{
    if (path->anchored && cert + 1 == path->num && cert > 0)
        return N_("trust anchor");
    return cert == 0 ? N_("certificate") : N_("CA certificate");
}

/* Appends the digest's name without its hyphen: "SHA256". */
static void put_digest(struct buf *out, const char *lead, enum digest digest)
{
    buf_str(out, lead);
    for (const char *s = digest_name(digest); *s != 0; s++) {
        if (*s != '-')
            buf_u8(out, (uint8_t)*s);
    }
}

void label_sigalg(struct buf *out, const struct sigalg *alg)
{
    static const char *const leads[] = {
        [SIG_RSA_PKCS1] = "RSA-",
        [SIG_RSA_PSS] = "RSA-PSS-",
        [SIG_ECDSA] = "ECDSA-",
        [SIG_DSA] = "DSA-",
    };

    static const char *const names[] = {
        [SIG_ED25519] = "Ed25519",   [SIG_ED448] = "Ed448",       [SIG_MLDSA44] = "ML-DSA-44",
        [SIG_MLDSA65] = "ML-DSA-65", [SIG_MLDSA87] = "ML-DSA-87",
    };

    if (alg->kind < sizeof names / sizeof names[0] && names[alg->kind] != NULL)
        buf_str(out, names[alg->kind]);
    else if (alg->kind != SIG_UNKNOWN && alg->digest != DIGEST_NONE)
        put_digest(out, leads[alg->kind], alg->digest);
    else if (alg->oid_content.n > 0)
        oid_label(out, alg->oid_content);
    else
        buf_str(out, "not readable");
}

struct span label_serial(struct span content)
{
    return content.n > 1 && content.p[0] == 0 ? span_tail(content, 1) : content;
}

const char *label_purpose(enum purpose purpose)
{
    return purpose_names[purpose];
}

const char *label_profile(enum profile profile)
{
    return profile_names[profile];
}

const char *label_source(enum source source)
{
    static const char *const names[] = {"leaf", "input", "intermediates", "anchor", "fetched"};

    return names[source];
}

void label_date(struct buf *out, bool is_read, int64_t time)
{
    if (is_read)
        text_date(out, time);
    else
        buf_str(out, "unreadable");
}

void label_span(struct buf *out, int64_t seconds, enum lang lang)
{
    static const char *const texts[] = {N_("{n} year{s}"), N_("{n} day{s}"), N_("{n} hour{s}"),
                                        N_("{n} minute{s}"), N_("{n} second{s}")};
    char ago[CAL_AGO_SIZE], *unit;

    cal_ago(ago, seconds);
    unsigned long long n = strtoull(ago, &unit, 10);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (unit[1] == texts[i][strlen("{n} ")])
            lang_count(out, lang, texts[i], (size_t)n);
    }
}

void label_with_span(struct buf *out, const char *english, int64_t seconds, enum lang lang)
{
    struct span text = span_str(lang_text(lang, english));
    size_t at = span_find(text, '{');

    buf_put(out, span_head(text, at));
    label_span(out, seconds, lang);
    buf_put(out, span_tail(text, at + strlen("{n}")));
}

void label_left(struct buf *out, const struct cert *cert, int64_t time, enum lang lang)
{
    if (cert->has_not_after && time > cert->not_after)
        label_with_span(out, N_("expired {n} ago"), time - cert->not_after, lang);
    else if (cert->has_not_before && time < cert->not_before)
        label_with_span(out, N_("starts in {n}"), cert->not_before - time, lang);
    else if (cert->has_not_after)
        label_with_span(out, N_("{n} left"), cert->not_after - time, lang);
    else
        buf_str(out, lang_text(lang, N_("unknown")));
}

struct span label_first_url(const struct cert *cert, enum oid method)
{
    struct span it = cert->ext[EXT_AIA].val;
    struct access a;

    if (!cert->ext[EXT_AIA].present)
        return (struct span){0};
    while (access_next(&it, &a)) {
        if (a.method == method && a.location.kind == GN_URI)
            return a.location.val;
    }
    return (struct span){0};
}

const char *label_input(const char *input)
{
    return strcmp(input, "-") == 0 ? "(standard input)" : input;
}

void label_client_end(struct buf *out, enum lang lang)
{
    const char *who, *source;
    int64_t when;

    for (size_t i = 0; (who = dated_issuer_ended(i, &when)) != NULL; i++) {
        buf_printf(out, "%s%s", who, lang_text(lang, N_(" on ")));
        text_date(out, when);
        buf_str(out, "; ");
    }
    text_date(out, dated_server_only(SERVER_ONLY_LEAF, &source));
    buf_printf(out, "%s%s", lang_text(lang, N_(" at the latest by ")), source);
}
