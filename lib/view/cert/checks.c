/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/checks.h"

#include "lib/view/text/text.h"

static const char *const labels[CHECK_COUNT] = {
    N_("issuer"),     N_("signature"), N_("time"),         N_("form"),  N_("key"),
    N_("CA"),         N_("purpose"),   N_("host"),         N_("names"), N_("policy"),
    N_("revocation"), N_("trust"),     N_("transparency"),
};

/* The check that a finding belongs to, by its reason. */
static const enum check_kind by_reason[REASON_COUNT] = {
    [REASON_UNKNOWN_ISSUER] = CHECK_ISSUER,
    [REASON_SELF_SIGNED] = CHECK_TRUST,
    [REASON_BAD_SIGNATURE] = CHECK_SIGNATURE,
    [REASON_WEAK_SIGNATURE] = CHECK_SIGNATURE,
    [REASON_UNSUPPORTED_ALGORITHM] = CHECK_SIGNATURE,
    [REASON_EXPIRED] = CHECK_TIME,
    [REASON_NOT_YET_VALID] = CHECK_TIME,
    [REASON_EXPIRES_SOON] = CHECK_TIME,
    [REASON_VALIDITY_TOO_LONG] = CHECK_TIME,
    [REASON_MALFORMED] = CHECK_FORM,
    [REASON_UNKNOWN_CRITICAL_EXTENSION] = CHECK_FORM,
    [REASON_WEAK_KEY] = CHECK_KEY,
    [REASON_KEY_MISMATCH] = CHECK_KEY,
    [REASON_NOT_A_CA] = CHECK_CA,
    [REASON_PATH_LENGTH] = CHECK_CA,
    [REASON_KEY_USAGE] = CHECK_PURPOSE,
    [REASON_EXTENDED_KEY_USAGE] = CHECK_PURPOSE,
    [REASON_HOST_MISMATCH] = CHECK_HOST,
    [REASON_NAME_CONSTRAINT] = CHECK_NAMES,
    [REASON_POLICY] = CHECK_POLICY,
    [REASON_REVOKED] = CHECK_REVOCATION,
    [REASON_REVOCATION_UNKNOWN] = CHECK_REVOCATION,
    [REASON_STALE_CRL] = CHECK_REVOCATION,
    [REASON_MUST_STAPLE] = CHECK_REVOCATION,
    [REASON_DISTRUSTED] = CHECK_TRUST,
    [REASON_CT_MISSING] = CHECK_TRANSPARENCY,
    [REASON_CT_INSUFFICIENT] = CHECK_TRANSPARENCY,
    [REASON_DANE_MISMATCH] = CHECK_TRUST,
    [REASON_LIMIT] = CHECK_ISSUER,
};

size_t checks_broken(const struct path *path)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        if (rule_ends_path(path->findings[i].rule) && path->findings[i].cert >= 0)
            return (size_t)path->findings[i].cert;
    }
    return path->num;
}

/* The check that a finding belongs to: by its reason, except for rules whose reason covers several
 * checks. */
static enum check_kind check_of(const struct finding *finding)
{
    switch (finding->rule) {
    case RULE_UNTRUSTED_ROOT: return CHECK_TRUST;
    case RULE_HOST_UNREADABLE: return CHECK_HOST;
    case RULE_KEY_FORM:
    case RULE_KEY_UNSUPPORTED: return CHECK_KEY;
    case RULE_ISSUER_KEY_FORM: return CHECK_SIGNATURE;
    default: return by_reason[rule_reason(finding->rule)];
    }
}

/* The checks of the path were cut short: which of them were made is not known. */
static bool is_cut(const struct path *path)
{
    for (size_t i = 0; i < path->num_findings; i++) {
        const struct finding *f = &path->findings[i];
        if (f->cert < 0 && (f->rule == RULE_BUDGET || f->rule == RULE_TIME_UP))
            return true;
    }
    return false;
}

static bool is_unread(const struct cert *cert, enum ext_id id)
{
    return cert_ext_state(cert, id) == EXT_UNREADABLE;
}

/* True if the fields that the check examines could be read. */
static bool could_be_made(enum check_kind check, const struct cert *cert)
{
    switch (check) {
    case CHECK_TIME: return cert->has_not_before && cert->has_not_after;
    case CHECK_CA: return !is_unread(cert, EXT_BC) && !is_unread(cert, EXT_KU);
    case CHECK_PURPOSE: return !is_unread(cert, EXT_EKU) && !is_unread(cert, EXT_KU);
    case CHECK_NAMES: return !is_unread(cert, EXT_SAN);
    default: return true;
    }
}

/* There are name constraints for this certificate, and all were readable.  Self-issued
 * intermediates are exempt (RFC 5280 6.1.3 (b)). */
static bool is_constrained(const struct path *path, size_t i)
{
    bool any = false;

    if ((i > 0 && cert_is_self_issued(path->links[i].cert)) ||
        !could_be_made(CHECK_NAMES, path->links[i].cert))
        return false;
    for (size_t k = i + 1; k < path->num; k++) {
        if (is_unread(path->links[k].cert, EXT_NC))
            return false;
        any |= path->links[k].cert->ext[EXT_NC].present;
    }
    return any;
}

/* A check without a finding has passed only if it was made.  Two cases are not obvious: an anchor
 * is trusted as it is, so nothing is checked on it unless it is the leaf itself; and without an
 * anchor nobody vouches for the last certificate. */
/* A source has said that certificate i is not revoked, or that nothing has to: a source that was
 * not asked about it has said nothing. */
static bool is_vouched(const struct path *path, size_t i)
{
    for (size_t k = 0; k < path->num_answers; k++) {
        const struct rev_answer *a = &path->answers[k];
        if (a->cert == (int)i &&
            (a->status == REV_STATUS_GOOD || a->status == REV_STATUS_NOT_NEEDED))
            return true;
    }
    return false;
}

bool checks_made(enum check_kind check, const struct path *path, size_t i,
                 const struct view_input *in)
{
    const struct judge_input *j = in->judge;
    bool last = i + 1 == path->num;
    size_t broken = checks_broken(path);

    if (path->by_key)
        return check == CHECK_KEY;
    if (last && path->anchored && i > 0)
        return false;
    /* A path with a broken signature is abandoned there, before any other check. */
    if (broken < path->num)
        return check == CHECK_SIGNATURE && i < broken;
    if (is_cut(path) && check != CHECK_SIGNATURE)
        return false;
    switch (check) {
    case CHECK_SIGNATURE: return !last;
    case CHECK_TIME: return could_be_made(check, path->links[i].cert);
    case CHECK_FORM:
    case CHECK_KEY: return true;
    case CHECK_CA: return i > 0 && could_be_made(check, path->links[i].cert);
    case CHECK_PURPOSE:
        return j->purpose != PURPOSE_ANY && could_be_made(check, path->links[i].cert);
    case CHECK_HOST: return i == 0 && j->num_hosts > 0;
    case CHECK_REVOCATION:
        /* Revocation is checked last, only on a path without errors, and not of its anchor. */
        return path->anchored && !last && j->revocation != REVOCATION_OFF &&
               !path_has_error(path) && is_vouched(path, i);
    case CHECK_TRANSPARENCY:
        return i == 0 && j->ct_client != CT_CLIENT_NONE && j->ct_logs != NULL &&
               j->purpose == PURPOSE_SERVER && !path_has_error(path);
    case CHECK_NAMES: return is_constrained(path, i);
    default: return false;
    }
}

enum mark checks_severity(enum severity severity)
{
    return severity == SEVERITY_ERROR     ? MARK_BAD
           : severity == SEVERITY_WARNING ? MARK_WARN
                                          : MARK_NONE;
}

enum mark checks_result(enum check_kind check, const struct path *path, size_t i,
                        const struct view_input *in)
{
    enum mark mark = checks_made(check, path, i, in) ? MARK_GOOD : MARK_NONE;

    for (size_t k = 0; k < path->num_findings; k++) {
        const struct finding *f = &path->findings[k];
        enum mark m = checks_severity(f->severity);
        if (f->cert == (int)i && check_of(f) == check && m > mark)
            mark = m;
    }
    return mark;
}

void checks_mark(struct buf *out, const struct style *style, enum mark mark)
{
    static const struct {
        enum ink ink;
        const char *utf8, *ascii;
    } marks[] = {
        [MARK_NONE] = {INK_PLAIN, " ", " "},
        [MARK_GOOD] = {INK_GOOD, "\u2713", "+"},
        [MARK_WARN] = {INK_WARN, "!", "!"},
        [MARK_BAD] = {INK_BAD, "\u2717", "x"},
    };

    text_ink(out, style, marks[mark].ink);
    buf_str(out, style->utf8 ? marks[mark].utf8 : marks[mark].ascii);
    text_ink(out, style, INK_PLAIN);
}

void checks_put(struct buf *out, const struct path *path, size_t i, const struct view_input *in,
                const struct style *style)
{
    bool first = true;

    for (unsigned k = 0; k < CHECK_COUNT; k++) {
        enum mark mark = checks_result((enum check_kind)k, path, i, in);
        if (mark == MARK_NONE)
            continue;
        buf_str(out, first ? "" : "  ");
        first = false;
        checks_mark(out, style, mark);
        buf_printf(out, " %s", lang_text(style->lang, labels[k]));
    }
}
