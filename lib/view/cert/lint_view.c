/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/cert/lint_view.h"

#include "lib/lint/lint.h"
#include "lib/view/cert/label.h"
#include "lib/view/text/envelope.h"
#include "lib/view/text/text.h"

enum { LEVEL_WIDTH = 9, RESULTS = LINT_BROKEN + 1, LEVELS = LINT_ERROR + 1 };

/* How many rules had each result; the broken ones by level. */
struct lint_counts {
    unsigned result[RESULTS], broken[LEVELS];
};

static struct lint_counts count(const struct cert *cert)
{
    struct lint_counts counts = {0};

    for (int i = 0; i < LINT_COUNT; i++) {
        enum lint_result r = lint_run((enum lint)i, cert);
        counts.result[r]++;
        if (r == LINT_BROKEN)
            counts.broken[lint_level_in((enum lint)i, cert)]++;
    }
    return counts;
}

bool lint_has_errors(const struct cert *cert)
{
    return count(cert).broken[LINT_ERROR] > 0;
}

/* A rule of which it is not known whether it holds for the certificate. */
static bool is_doubtful(enum lint lint, const struct cert *cert)
{
    return lint_is_for_public(lint) && !lint_says_public(cert);
}

/* The column in which the sentence begins: after the longest name that is shown. */
static int name_width(const struct cert *cert)
{
    char name[LINT_NAME_SIZE];
    size_t width = 0;

    for (int i = 0; i < LINT_COUNT; i++) {
        if (lint_run((enum lint)i, cert) != LINT_BROKEN)
            continue;
        lint_name(name, (enum lint)i);
        width = strlen(name) > width ? strlen(name) : width;
    }
    return (int)width + 2;
}

/* "error    dp-critical  cRLDistributionPoints is critical (CA/B BR 7.1.2.11.2, 2012-07-01)" */
static void put_row(struct buf *out, enum lint lint, enum lint_level level, int width,
                    const struct style *style)
{
    static const enum ink inks[LEVELS] = {INK_DIM, INK_WARN, INK_BAD};
    char name[LINT_NAME_SIZE], day[LINT_DAY_SIZE];
    struct buf text;

    text_pad(out, 2);
    text_ink(out, style, inks[level]);
    text_cell(out, span_str(lint_level_name(level)), LEVEL_WIDTH);
    text_ink(out, style, INK_PLAIN);
    lint_name(name, lint);
    text_cell(out, span_str(name), width);
    buf_init(&text, 512);
    buf_printf(&text, "%s (%s", lint_text(lint), lint_ref(lint));
    if (lint_since(day, lint))
        buf_printf(&text, ", since %s", day);
    buf_u8(&text, ')');
    text_fold(out, style, 2 + LEVEL_WIDTH + width, 2 + LEVEL_WIDTH + width, buf_span(&text));
    buf_free(&text);
}

/* The broken rules of one level, the worst first. */
static void put_rows(struct buf *out, const struct cert *cert, bool doubtful,
                     const struct style *style)
{
    int width = name_width(cert);

    for (int level = LINT_ERROR; level >= LINT_NOTICE; level--) {
        for (int i = 0; i < LINT_COUNT; i++) {
            enum lint lint = (enum lint)i;
            if ((int)lint_level_in(lint, cert) == level && is_doubtful(lint, cert) == doubtful &&
                lint_run(lint, cert) == LINT_BROKEN)
                put_row(out, lint, (enum lint_level)level, width, style);
        }
    }
}

/* Rules for public CAs have a part of their own, if the certificate does not say that they hold. */
static void put_doubtful(struct buf *out, const struct cert *cert, const struct style *style)
{
    size_t start = out->n;

    text_prose(out, style, INK_PLAIN, 2, 0,
               SPAN_LIT("The Baseline Requirements are for public CAs, and nothing in this "
                        "certificate says that it is from one. If it is, it breaks these:"));
    size_t rows = out->n;
    put_rows(out, cert, true, style);
    if (out->n == rows)
        buf_truncate(out, start);
}

static void put_count(struct buf *out, unsigned n, const char *what)
{
    buf_printf(out, "%u %s%s", n, what, n == 1 ? "" : "s");
}

static void put_counts(struct buf *out, const struct cert *cert, const struct style *style)
{
    struct lint_counts c = count(cert);
    struct buf text;

    buf_init(&text, 512);
    for (int level = LINT_ERROR; level >= LINT_NOTICE; level--) {
        put_count(&text, c.broken[level], lint_level_name((enum lint_level)level));
        buf_str(&text, level > LINT_NOTICE ? ", " : "; ");
    }
    buf_printf(&text,
               "%u of %d rules kept, %u about other certificates, %u not in force when it was "
               "issued",
               c.result[LINT_KEPT], LINT_COUNT, c.result[LINT_NOT_FOR], c.result[LINT_NOT_THEN]);
    if (c.result[LINT_UNREADABLE] > 0)
        buf_printf(&text, ", %u about what cannot be read", c.result[LINT_UNREADABLE]);
    text_prose(out, style, INK_DIM, 2, 0, buf_span(&text));
    buf_free(&text);
}

void lint_show(struct buf *out, const struct cert *cert, const struct style *style)
{
    text_ink(out, style, INK_BOLD);
    label_cert(out, cert);
    text_ink(out, style, INK_PLAIN);
    buf_str(out, ", issued ");
    label_date(out, cert->has_not_before, cert->not_before);
    buf_str(out, " by ");
    label_name(out, cert->issuer);
    buf_u8(out, '\n');
    put_rows(out, cert, false, style);
    put_doubtful(out, cert, style);
    put_counts(out, cert, style);
}

static void put_lint(struct json_writer *json, enum lint lint, const struct cert *cert)
{
    char name[LINT_NAME_SIZE], day[LINT_DAY_SIZE];

    lint_name(name, lint);
    jw_open(json, NULL);
    jw_str(json, "lint", name);
    jw_str(json, "level", lint_level_name(lint_level_in(lint, cert)));
    jw_str(json, "message", lint_text(lint));
    jw_str(json, "ref", lint_ref(lint));
    jw_str(json, "since", lint_since(day, lint) ? day : NULL);
    jw_close(json);
}

enum err lint_json(struct buf *out, const char *input, const struct cert *cert)
{
    struct json_writer json = {.out = out};
    struct lint_counts c = count(cert);
    uint8_t digest[CERT_FINGERPRINT];

    envelope_open(&json, "show", input, c.broken[LINT_ERROR] > 0 ? REASON_MALFORMED : REASON_OK);
    jw_list(&json, "findings");
    jw_list_end(&json);
    jw_str(&json, "type", "lints");
    cert_fingerprint(cert, digest);
    jw_hex(&json, "sha256", span_of(digest, sizeof digest));
    jw_bool(&json, "public", lint_says_public(cert));
    jw_list(&json, "lints");
    for (int i = 0; i < LINT_COUNT; i++) {
        if (lint_run((enum lint)i, cert) == LINT_BROKEN)
            put_lint(&json, (enum lint)i, cert);
    }
    jw_list_end(&json);
    jw_int(&json, "kept", c.result[LINT_KEPT]);
    jw_int(&json, "not_for", c.result[LINT_NOT_FOR]);
    jw_int(&json, "not_then", c.result[LINT_NOT_THEN]);
    jw_int(&json, "unreadable", c.result[LINT_UNREADABLE]);
    return envelope_close(&json);
}
