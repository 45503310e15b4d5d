/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/handshake/hs_diagnosis.h"

#include "lib/base/lookup.h"
#include "lib/view/cert/checks.h"
#include "lib/view/handshake/layout.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { INDENT = 2, GAP = 2, CHANGE_WIDTH = 34, TEXT_CAP = 1 << 16, ALPN_SHOWN = 32 };

static const char changes[][64] = {
#define TRIAL(ID, axis, text) ROW_TEXT(text),
#include "lib/scan/trials.def"
#undef TRIAL
};

static const struct {
    char sentence[136], hint[64];
} wants[] = {
#define WANT(ID, sentence, hint) {ROW_TEXT(sentence), ROW_TEXT(hint)},
#include "lib/scan/wants.def"
#undef WANT
};

static const struct {
    const char *code, *sentence;
} results[] = {
    [DIAGNOSIS_FOUND] = {"found", ""},
    [DIAGNOSIS_UNSTEADY] = {"unsteady", N_("the server is unsteady: the same handshake failed and "
                                           "succeeded, as with a limit on connections")},
    [DIAGNOSIS_UNCLEAR] = {"unclear", N_("some changes help, and it is not clear what of them the "
                                         "server wants")},
    [DIAGNOSIS_UNKNOWN] = {"unknown",
                           N_("none of these changes helps: the server wants something else, has "
                              "no certificate for this name, or refuses this client")},
    [DIAGNOSIS_CUT_OFF] = {"cut-off", N_("the server accepts no more connections: what it wants is "
                                         "not known")},
};

static void put_number(struct buf *out, enum diagnosis_list_of of, uint16_t number)
{
    static const enum layout_as as[] = {[LIST_OF_VERSIONS] = AS_VERSION,
                                        [LIST_OF_SUITES] = AS_SUITE,
                                        [LIST_OF_GROUPS] = AS_GROUP,
                                        [LIST_OF_SCHEMES] = AS_SCHEME};
    const char *name = layout_name(as[of], number);

    if (name != NULL)
        buf_str(out, name);
    else
        buf_printf(out, "0x%04x", number);
}

static void put_list(struct buf *out, const struct diagnosis_list *list, const char *between)
{
    if (list->text.n > 0)
        safe_put(out, list->text);
    for (size_t i = 0; i < list->num; i++) {
        buf_str(out, i > 0 ? between : "");
        put_number(out, list->of, list->v[i]);
    }
}

/* The text with the list in place of {list}. */
static void put_filled(struct buf *out, const char *text, const struct diagnosis_list *list,
                       const char *between)
{
    const char *at = strstr(text, "{list}");

    if (at == NULL) {
        buf_str(out, text);
        return;
    }
    buf_put(out, span_of(text, (size_t)(at - text)));
    put_list(out, list, between);
    buf_str(out, at + sizeof "{list}" - 1);
}

static bool is_mute(const struct diagnosis *d)
{
    bool is = d->result == DIAGNOSIS_UNKNOWN && d->num > 0 && !d->was_heard;

    for (size_t i = 0; i < d->num; i++)
        is = is && !d->attempts[i].heard;
    return is;
}

/* What the server wants, or why that is not known. */
static void put_sentence(struct buf *out, const struct diagnosis *d, enum lang lang)
{
    if (d->not_made != NULL) {
        buf_printf(out, "%s%s", lang_text(lang, N_("no attempts were made: ")),
                   lang_text(lang, d->not_made));
        return;
    }
    if (is_mute(d)) {
        buf_str(out,
                lang_text(lang, N_("no attempt was answered: there may be no TLS at that port, or "
                                   "something before the server lets nothing through")));
        return;
    }
    if (d->result != DIAGNOSIS_FOUND) {
        buf_str(out, lang_text(lang, results[d->result].sentence));
        return;
    }
    for (size_t i = 0; i < d->num_wants; i++) {
        buf_str(out, i > 0 ? lang_text(lang, N_("; and ")) : "");
        put_filled(out, lang_text(lang, wants[d->wants[i].id].sentence), &d->wants[i].list,
                   lang_text(lang, N_(", ")));
    }
}

static void put_hint(struct buf *out, const struct diagnosis *d, enum lang lang)
{
    for (size_t i = 0; d->result == DIAGNOSIS_FOUND && i < d->num_wants; i++) {
        const char *hint = wants[d->wants[i].id].hint;

        if (*hint == 0)
            continue;
        buf_str(out, out->n > 0 ? lang_text(lang, N_("; and ")) : "");
        put_filled(out, lang_text(lang, hint), &d->wants[i].list, ",");
    }
}

static void put_change(struct buf *out, const struct diagnosis_attempt *a, enum lang lang)
{
    buf_str(out, lang_text(lang, changes[a->change]));
    if (a->without.num > 0) {
        buf_str(out, lang_text(lang, N_(", without ")));
        put_list(out, &a->without, lang_text(lang, N_(", ")));
    }
}

/* How an attempt failed is a sentence of the network, in English. */
static void put_outcome(struct buf *out, const struct diagnosis_attempt *a)
{
    static const struct {
        enum diagnosis_list_of of;
        size_t at;
    } parts[] = {{LIST_OF_VERSIONS, offsetof(struct diagnosis_attempt, version)},
                 {LIST_OF_SUITES, offsetof(struct diagnosis_attempt, suite)},
                 {LIST_OF_GROUPS, offsetof(struct diagnosis_attempt, group)},
                 {LIST_OF_SCHEMES, offsetof(struct diagnosis_attempt, scheme)}};
    size_t num = 0;

    if (!a->worked) {
        safe_put(out, a->failure);
        return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        uint16_t number;

        memcpy(&number, (const uint8_t *)a + parts[i].at, sizeof number);
        if (number == 0)
            continue;
        buf_str(out, num++ > 0 ? ", " : "");
        put_number(out, parts[i].of, number);
    }
    if (a->alpn.n > 0) {
        buf_str(out, ", ALPN ");
        safe_cut(out, a->alpn, ALPN_SHOWN);
    }
    if (a->failure.n > 0) {
        buf_str(out, "; then ");
        safe_put(out, a->failure);
    }
}

static void put_attempt(struct buf *out, const struct diagnosis_attempt *a,
                        const struct style *style)
{
    struct buf text;
    int at = INDENT + 2 + CHANGE_WIDTH + GAP;

    buf_init(&text, TEXT_CAP);
    put_change(&text, a, style->lang);
    text_pad(out, INDENT);
    checks_mark(out, style, a->worked ? MARK_GOOD : MARK_BAD);
    buf_u8(out, ' ');
    if (text_width(buf_span(&text)) <= CHANGE_WIDTH) {
        text_cell(out, buf_span(&text), CHANGE_WIDTH + GAP);
    } else {
        text_fold(out, style, INDENT + 2, INDENT + 2, buf_span(&text));
        text_pad(out, at);
    }
    buf_truncate(&text, 0);
    put_outcome(&text, a);
    text_fold(out, style, at, at, buf_span(&text));
    buf_free(&text);
}

void hs_diagnosis_text(struct buf *out, const struct diagnosis *diagnosis,
                       const struct style *style, bool brief)
{
    const char *label = lang_text(style->lang, N_("try: "));
    int at = INDENT + 2 + text_width(span_str(label));
    struct buf text;

    buf_init(&text, TEXT_CAP);
    for (size_t i = 0; i < diagnosis->num && !brief; i++)
        put_attempt(out, &diagnosis->attempts[i], style);
    put_sentence(&text, diagnosis, style->lang);
    text_pad(out, INDENT);
    checks_mark(out, style, MARK_WARN);
    buf_u8(out, ' ');
    text_ink(out, style, INK_BOLD);
    text_fold(out, style, INDENT + 2, INDENT + 2, buf_span(&text));
    text_ink(out, style, INK_PLAIN);
    buf_truncate(&text, 0);
    put_hint(&text, diagnosis, style->lang);
    if (text.n > 0) {
        text_pad(out, INDENT + 2);
        buf_str(out, label);
        text_fold(out, style, at, at, buf_span(&text));
    }
    buf_free(&text);
}

/* A member with what `put` appends; null if that is nothing. */
static void put_member(struct json_writer *json, const char *key, struct buf *text)
{
    if (text->n > 0)
        jw_buf(json, key, text);
    else
        jw_null(json, key);
    buf_truncate(text, 0);
}

static void put_attempts(struct json_writer *json, const struct diagnosis *d, struct buf *text)
{
    jw_list(json, "attempts");
    for (size_t i = 0; i < d->num; i++) {
        jw_open(json, NULL);
        put_change(text, &d->attempts[i], LANG_EN);
        put_member(json, "change", text);
        put_outcome(text, &d->attempts[i]);
        put_member(json, "outcome", text);
        jw_bool(json, "worked", d->attempts[i].worked);
        jw_close(json);
    }
    jw_list_end(json);
}

void hs_diagnosis_json(struct json_writer *json, const struct diagnosis *diagnosis)
{
    bool is_found =
        diagnosis != NULL && diagnosis->not_made == NULL && diagnosis->result == DIAGNOSIS_FOUND;
    struct buf text;

    if (diagnosis == NULL) {
        jw_null(json, "diagnosis");
        return;
    }
    buf_init(&text, TEXT_CAP);
    jw_open(json, "diagnosis");
    jw_str(json, "result",
           diagnosis->not_made != NULL ? "not-made" : results[diagnosis->result].code);
    if (is_found)
        put_sentence(&text, diagnosis, LANG_EN);
    put_member(json, "wants", &text);
    if (!is_found)
        put_sentence(&text, diagnosis, LANG_EN);
    put_member(json, "note", &text);
    put_hint(&text, diagnosis, LANG_EN);
    put_member(json, "hint", &text);
    jw_bool(json, "confirmed", diagnosis->is_confirmed);
    put_attempts(json, diagnosis, &text);
    jw_close(json);
    buf_free(&text);
}
