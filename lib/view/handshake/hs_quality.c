/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_quality.h"

#include <stdio.h>

#include "lib/view/handshake/layout.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

struct quality_list {
    struct quality *rows;
    size_t num;
};

/* Appends a row without a value.  A list that is full reuses its last row. */
static struct quality *add(struct quality_list *list, const char *label, enum mark mark,
                           const char *note)
{
    if (list->num == QUALITY_MAX)
        return &list->rows[QUALITY_MAX - 1];
    struct quality *q = &list->rows[list->num++];
    *q = (struct quality){.label = label, .mark = mark, .note = note};
    return q;
}

/* Sets the value of a row. */
static void name(struct quality *quality, const char *value)
{
    snprintf(quality->value, sizeof quality->value, "%s", value == NULL ? "unknown" : value);
}

/* "Acceptable" has no mark: it is neither good nor bad. */
static enum mark mark_of(enum status status)
{
    switch (status) {
    case STATUS_RECOMMENDED: return MARK_GOOD;
    case STATUS_ACCEPTABLE: return MARK_NONE;
    case STATUS_WEAK: return MARK_WARN;
    default: return MARK_BAD;
    }
}

static const char *note_of(enum status status)
{
    switch (status) {
    case STATUS_RECOMMENDED: return N_("recommended");
    case STATUS_ACCEPTABLE: return N_("acceptable");
    case STATUS_WEAK: return N_("weak");
    default: return N_("broken");
    }
}

/* What is weak about a suite, or its status. */
static const char *suite_note(const struct suite *suite)
{
    if (suite->kx == SUITE_KX_RSA)
        return N_("deprecated [RFC 10015]: no forward secrecy: the server's key decrypts "
                  "recordings");
    if (suite_ban(suite) != SUITE_ALLOWED)
        return suite_ban_text(suite);
    if (suite->aead == AEAD_NONE && suite->kx != SUITE_KX_TLS13 && suite->cbc_key != 0)
        return N_("CBC: secure only if decryption hides padding errors");
    return note_of(suite->status);
}

/* TLS 1.2 is neither good nor bad; if the client offered more, the server has nothing better.  What
 * is older is bad (RFC 8996). */
static void add_version(struct quality_list *list, const struct tls_info *info)
{
    static const struct {
        enum mark mark;
        const char *note;
    } rows[] = {
        {MARK_GOOD, N_("recommended")},
        {MARK_NONE, N_("acceptable; BCP 195 [RFC 9325, RFC 9852] recommends TLS 1.3")},
        {MARK_WARN, N_("TLS 1.3 was offered; BCP 195 [RFC 9325, RFC 9852] recommends it")},
        {MARK_BAD, N_("broken")},
    };
    bool alone = info->newest_offered >= TLS_1_3;
    size_t i = info->version == TLS_1_3 ? 0 : info->version != TLS_1_2 ? 3 : alone ? 2 : 1;

    name(add(list, N_("Version"), rows[i].mark, rows[i].note), version_name(info->version));
}

/* RSA key exchange has no group; DHE parameters of the server's own have no name. */
static void add_key_exchange(struct quality_list *list, const struct tls_info *info)
{
    const struct group *g = group_find(info->group);
    bool deprecated = info->suite != NULL && suite_ban(info->suite) == SUITE_DEPRECATED;

    if (g != NULL && deprecated) {
        name(add(list, N_("Key exchange"), MARK_WARN, suite_ban_text(info->suite)), g->name);
    } else if (g != NULL) {
        name(add(list, N_("Key exchange"), mark_of(g->status), note_of(g->status)), g->name);
    } else if (info->dh_bits > 0) {
        struct quality *q = add(list, N_("Key exchange"), MARK_WARN,
                                N_("deprecated [RFC 10015]; its prime is not one of RFC 7919"));
        snprintf(q->value, sizeof q->value, "DHE, %u bits", info->dh_bits);
    } else if (info->suite != NULL && info->suite->kx == SUITE_KX_RSA && !info->resumed) {
        name(add(list, N_("Key exchange"), MARK_WARN,
                 N_("the secret is encrypted with the server's key")),
             "RSA");
    }
}

static void add_signature(struct quality_list *list, const struct tls_info *info)
{
    const struct scheme *s = scheme_find(info->scheme);

    if (s != NULL)
        name(add(list, N_("Signature"), mark_of(s->status), note_of(s->status)), s->name);
    else if (info->scheme != 0)
        name(add(list, N_("Signature"), MARK_WARN, ""), NULL);
}

/* How much of a Certificate was sent (RFC 8879). */
static void add_compression(struct quality_list *list, const struct tls_info *info)
{
    const struct tls_compression *sizes = &info->compression;

    if (sizes->algorithm == 0 || info->resumed)
        return;
    struct quality *q = add(list, N_("Certificates"), MARK_NONE, N_("sent compressed (RFC 8879)"));
    snprintf(q->value, sizeof q->value, "%s: %zu of %zu bytes",
             layout_name(AS_CERT_COMPRESSION, sizes->algorithm), sizes->compressed,
             sizes->uncompressed);
}

/* The protocol name comes from the server, so it is escaped and cut. */
static void add_alpn(struct quality_list *list, const struct tls_info *info)
{
    struct buf text;

    if (info->answers == ANSWERS_UNREAD)
        return;
    if (info->alpn.n == 0) {
        name(add(list, "ALPN", MARK_NONE, ""), N_("none"));
        return;
    }
    buf_init(&text, QUALITY_TEXT);
    safe_cut(&text, info->alpn, 28); /* of at most four bytes each */
    struct quality *q = add(list, "ALPN", MARK_NONE, "");
    snprintf(q->value, sizeof q->value, "%.*s", (int)text.n, (const char *)text.p);
    buf_free(&text);
}

/* What made this handshake shorter or longer than usual. */
static void add_resumption(struct quality_list *list, const struct tls_info *info)
{
    static const char *const early[] = {
        [EARLY_NOT_OFFERED] = NULL,
        [EARLY_OFFERED] = N_("offered"),
        [EARLY_REJECTED] = N_("rejected"),
        [EARLY_ACCEPTED] = N_("accepted"),
    };

    if (info->resumed)
        name(add(list, N_("Resumption"), MARK_NONE, N_("no certificate was sent again")),
             N_("resumed"));
    if (early[info->early_data] != NULL)
        name(add(list, N_("Early data"), info->early_data == EARLY_ACCEPTED ? MARK_WARN : MARK_NONE,
                 info->early_data == EARLY_ACCEPTED ? N_("others can replay it") : ""),
             early[info->early_data]);
    if (info->retried)
        name(add(list, N_("Retry"), MARK_NONE, N_("one more round trip")), "HelloRetryRequest");
}

/* Protections that TLS 1.3 has built in and TLS 1.2 has as extensions. */
static void add_guards(struct quality_list *list, const struct tls_info *info)
{
    if (info->version == TLS_1_3 || info->answers == ANSWERS_UNREAD)
        return;
    name(add(list, N_("Master secret"), info->ems ? MARK_GOOD : MARK_WARN,
             info->ems ? "" : N_("not bound to the handshake (RFC 7627)")),
         info->ems ? N_("extended") : N_("plain"));
    name(add(list, N_("Renegotiation"), info->secure_renegotiation ? MARK_GOOD : MARK_WARN,
             info->secure_renegotiation ? "" : N_("the server does not support RFC 5746")),
         info->secure_renegotiation ? N_("secure") : N_("insecure"));
    if (info->suite != NULL && info->suite->aead == AEAD_NONE)
        name(add(list, "MAC", info->etm ? MARK_GOOD : MARK_WARN, ""),
             info->etm ? "encrypt-then-MAC" : "MAC-then-encrypt");
}

/* Sizes and counts only: what staples and timestamps are worth is shown with the chain. */
static void add_staples(struct quality_list *list, const struct tls_info *info)
{
    size_t scts = quality_scts(info->scts);

    if (info->ocsp.n > 0) {
        struct quality *q = add(list, N_("OCSP staple"), MARK_NONE, "");
        snprintf(q->value, sizeof q->value, "%zu byte%s", info->ocsp.n, buf_plural(info->ocsp.n));
    }
    if (scts > 0) {
        struct quality *q =
            add(list, N_("Timestamps"), MARK_NONE, N_("in the handshake"));
        snprintf(q->value, sizeof q->value, "%zu", scts);
    }
    if (info->client_certificate_asked)
        name(add(list, N_("Client"), MARK_NONE, ""), info->client_certificate_sent
                                                         ? N_("certificate requested and sent")
                                                         : N_("certificate requested, none sent"));
}

/* Counts the complete timestamps only, as the list comes from the server. */
size_t quality_scts(struct span list)
{
    struct fail fail = {0};
    struct rd r = rd_init(list, &fail);
    size_t num = 0;

    while (rd_more(&r)) {
        rd_vec16(&r, 0, UINT16_MAX);
        num += fail.err == ERR_OK ? 1 : 0;
    }
    return num;
}

/* A connection without a ServerHello has nothing to judge yet. */
size_t quality_of(struct quality out[QUALITY_MAX], const struct tls_info *info)
{
    struct quality_list t = {.rows = out};

    if (info == NULL || info->version == 0)
        return 0;
    add_version(&t, info);
    if (info->suite != NULL)
        name(add(&t, N_("Cipher suite"), mark_of(info->suite->status), suite_note(info->suite)),
             info->suite->name);
    add_key_exchange(&t, info);
    add_signature(&t, info);
    add_compression(&t, info);
    add_alpn(&t, info);
    add_resumption(&t, info);
    add_guards(&t, info);
    add_staples(&t, info);
    return t.num;
}

/* The column at which the values start. */
enum { VALUE_AT = 19 };

/* Values that are words are translated; names of algorithms are not. */
static const char *value_of(const struct quality *quality, const struct style *style)
{
    return lang_text(style->lang, quality->value);
}

/* The note in its column, right after the value, or on the next line: the first that has room. */
static void put_note(struct buf *out, const struct quality *quality, int widest,
                     const struct style *style)
{
    const char *said = lang_text(style->lang, quality->note);
    int own = text_width(span_str(value_of(quality, style))), note = text_width(span_str(said));
    int room = text_columns(style) - VALUE_AT - 2 - note;

    if (room < own) {
        buf_u8(out, '\n');
        text_prose(out, style, INK_DIM, VALUE_AT + 2, 0, span_str(said));
        return;
    }
    text_pad(out, (room < widest ? own : widest) - own + 2);
    text_ink(out, style, INK_DIM);
    buf_str(out, said);
    text_ink(out, style, INK_PLAIN);
    buf_u8(out, '\n');
}

/* The notes start in one column, after the widest value, if the terminal has room. */
void quality_put(struct buf *out, const struct tls_info *info, const struct style *style)
{
    struct quality rows[QUALITY_MAX];
    size_t num = quality_of(rows, info);
    int widest = 0;

    for (size_t i = 0; i < num; i++) {
        int width = text_width(span_str(value_of(&rows[i], style)));
        widest = width > widest ? width : widest;
    }
    for (size_t i = 0; i < num; i++) {
        text_pad(out, 2);
        checks_mark(out, style, rows[i].mark);
        buf_u8(out, ' ');
        text_cell(out, span_str(lang_text(style->lang, rows[i].label)), VALUE_AT - 4);
        buf_str(out, value_of(&rows[i], style));
        if (rows[i].note[0] == 0)
            buf_u8(out, '\n');
        else
            put_note(out, &rows[i], widest, style);
    }
}

void quality_json(struct json_writer *json, const char *key, const struct tls_info *info)
{
    static const char *const standings[] = {
        [MARK_NONE] = "neutral", [MARK_GOOD] = "good", [MARK_WARN] = "weak", [MARK_BAD] = "broken"};
    struct quality rows[QUALITY_MAX];
    size_t num = quality_of(rows, info);

    jw_list(json, key);
    for (size_t i = 0; i < num; i++) {
        jw_open(json, NULL);
        jw_str(json, "what", rows[i].label);
        jw_str(json, "value", rows[i].value);
        jw_str(json, "standing", standings[rows[i].mark]);
        jw_str(json, "note", rows[i].note);
        jw_close(json);
    }
    jw_list_end(json);
}
