/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The {words} of the lesson about a chain. */
#include "config.h"

#include "lib/path/purpose.h"
#include "lib/view/cert/label.h"
#include "lib/view/cert/lists.h"
#include "lib/view/lesson/chain_facts.h"
#include "lib/view/text/safe.h"
#include "lib/view/text/text.h"

enum { NAMES_MAX = 8, EKU_MAX = 8, TEXT_CAP = 1 << 16 };

/* What the reasons mean, as `tlsbox explain` says it. */
static const char *const meanings[REASON_COUNT] = {
#define EXPLAIN(reason, meaning, example, fix) [REASON_##reason] = meaning,
#include "lib/view/verdict/explain.def"
#undef EXPLAIN
};

/* Each word_ function appends the value of one word of a sentence. */

/* --- The check as a whole ------------------------------------------------------------------ */

static void word_file_label(struct buf *out, const struct words *words)
{
    safe_put(out, span_str(label_input(words->chain->in->input)));
}

static void word_file(struct buf *out, const struct words *words)
{
    buf_str(out, lesson_file_name(words->chain->in->input));
}

static void word_judging(struct buf *out, const struct words *words)
{
    lesson_options(out, words->chain->v->judging, words->chain->v->num_judging);
}

static void word_hosts(struct buf *out, const struct words *words)
{
    const struct judge_input *j = words->chain->in->judge;

    for (size_t i = 0; i < j->num_hosts; i++) {
        buf_str(out, i > 0 ? ", " : "");
        safe_put(out, span_str(j->hosts[i].text));
    }
}

static void word_matched(struct buf *out, const struct words *words)
{
    safe_gname(out, &words->chain->report->host.name);
}

static void word_purpose(struct buf *out, const struct words *words)
{
    buf_str(out, label_purpose(words->chain->in->judge->purpose));
}

static void word_profile(struct buf *out, const struct words *words)
{
    buf_str(out, label_profile(words->chain->in->judge->profile));
}

static void word_time(struct buf *out, const struct words *words)
{
    text_time(out, words->chain->in->judge->time);
}

static void word_store(struct buf *out, const struct words *words)
{
    if (words->chain->in->store != NULL)
        safe_put(out, span_str(words->chain->in->store));
}

static void word_verdict(struct buf *out, const struct words *words)
{
    enum reason reason = words->chain->report->reason;

    buf_str(out, reason == REASON_OK ? lang_text(words->lang, N_("trusted")) : reason_code(reason));
}

static void word_meaning(struct buf *out, const struct words *words)
{
    buf_str(out, lang_text(words->lang, meanings[words->chain->report->reason]));
}

static void word_hint(struct buf *out, const struct words *words)
{
    const struct chain_lesson *l = words->chain;
    const struct finding *f = path_headline(l->path);
    struct view_input said = *l->in;

    said.lang = words->lang;
    if (f != NULL)
        finding_hint(out, f, l->path, &said);
}

static void word_paths_tried(struct buf *out, const struct words *words)
{
    buf_printf(out, "%llu", (unsigned long long)words->chain->report->paths_tried);
}

static void word_signatures_checked(struct buf *out, const struct words *words)
{
    buf_printf(out, "%llu", (unsigned long long)words->chain->report->signatures_checked);
}

static void word_anchor(struct buf *out, const struct words *words)
{
    const struct path *p = words->chain->path;

    label_cert(out, p->links[p->num - 1].cert);
}

/* --- The certificate ----------------------------------------------------------------------- */

static void word_cert(struct buf *out, const struct words *words)
{
    label_cert(out, words->chain->cert);
}

static void word_cert_key(struct buf *out, const struct words *words)
{
    keyinfo_print(out, &words->chain->cert->key);
}

static void word_cert_until(struct buf *out, const struct words *words)
{
    const struct cert *c = words->chain->cert;

    label_date(out, c->has_not_after, c->not_after);
}

static void put_moment(struct buf *out, bool is_read, int64_t time, enum lang lang)
{
    if (is_read)
        text_time(out, time);
    else
        buf_str(out, lang_text(lang, N_("unreadable")));
}

static void word_valid(struct buf *out, const struct words *words)
{
    const struct cert *c = words->chain->cert;

    put_moment(out, c->has_not_before, c->not_before, words->lang);
    buf_str(out, lang_text(words->lang, N_(" to ")));
    put_moment(out, c->has_not_after, c->not_after, words->lang);
}

static void word_issuer_label(struct buf *out, const struct words *words)
{
    label_name(out, words->chain->cert->issuer);
}

static void word_issuer_name(struct buf *out, const struct words *words)
{
    safe_name(out, words->chain->cert->issuer);
}

static void word_subject_name(struct buf *out, const struct words *words)
{
    safe_name(out, words->chain->cert->subject);
}

/* DNS names and others, as many as a line of a lesson holds. */
static void word_names(struct buf *out, const struct words *words)
{
    struct gnames names = gnames_open_value(words->chain->path->links[0].cert->ext[EXT_SAN].val);
    struct gname name;
    size_t num = 0;

    for (; gnames_next(&names, &name); num++) {
        if (num < NAMES_MAX) {
            buf_str(out, num > 0 ? ", " : "");
            safe_gname(out, &name);
        }
    }
    if (num > NAMES_MAX)
        lang_count(out, words->lang, N_(" and {n} more"), num - NAMES_MAX);
}

static void word_serial(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, label_serial(words->chain->cert->serial));
}

static void word_sigalg(struct buf *out, const struct words *words)
{
    label_sigalg(out, &words->chain->cert->sigalg);
}

static void word_hash(struct buf *out, const struct words *words)
{
    buf_str(out, digest_name(words->chain->cert->sigalg.digest));
}

static void word_tbs_size(struct buf *out, const struct words *words)
{
    buf_printf(out, "%zu", words->chain->cert->tbs.n);
}

static void word_tbs_hash(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->chain->hash);
}

static void word_tbs_offset(struct buf *out, const struct words *words)
{
    const struct cert *c = words->chain->cert;

    buf_printf(out, "%zu", (size_t)(c->tbs.p - c->der.p));
}

/* The program that computes the hash of a file. */
static void word_sum(struct buf *out, const struct words *words)
{
    size_t size = digest_size(words->chain->cert->sigalg.digest);

    buf_printf(out, "sha%zusum", size == digest_size(DIGEST_SHA1) ? 1 : size * 8);
}

static void word_signature(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->chain->cert->signature);
}

static void word_opened(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, buf_span(&words->chain->opened));
}

static void put_sha256(struct buf *out, const struct words *words, struct span bytes)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(DIGEST_SHA256, hash, bytes);
    lesson_hex(out, words, span_of(hash, digest_size(DIGEST_SHA256)));
}

static void word_spki_sha256(struct buf *out, const struct words *words)
{
    put_sha256(out, words, words->chain->cert->spki);
}

static void word_sha256(struct buf *out, const struct words *words)
{
    put_sha256(out, words, words->chain->cert->der);
}

static void word_above(struct buf *out, const struct words *words)
{
    if (words->chain->above != NULL)
        label_cert(out, words->chain->above);
}

static void word_above_key(struct buf *out, const struct words *words)
{
    if (words->chain->above != NULL)
        keyinfo_print(out, &words->chain->above->key);
}

static void word_path_len(struct buf *out, const struct words *words)
{
    buf_printf(out, "%lld", (long long)words->chain->cert->path_len);
}

static void word_key_usage(struct buf *out, const struct words *words)
{
    const struct cert *c = words->chain->cert;

    if (cert_ext_state(c, EXT_KU) == EXT_READ)
        lists_key_usage(out, c->key_usage);
}

static void word_ext_key_usage(struct buf *out, const struct words *words)
{
    const struct cert *c = words->chain->cert;

    if (cert_ext_state(c, EXT_EKU) == EXT_READ)
        lists_eku(out, c->ext[EXT_EKU].val, EKU_MAX);
}

const struct lesson_word chain_words[] = {
    {"above", word_above, PROSE},
    {"above_key", word_above_key, PROSE},
    {"anchor", word_anchor, PROSE},
    {"cert", word_cert, PROSE},
    {"cert_key", word_cert_key, PROSE},
    {"cert_until", word_cert_until, PROSE},
    {"ext_key_usage", word_ext_key_usage, PROSE},
    {"file", word_file, PROSE},
    {"file_label", word_file_label, PROSE},
    {"hash", word_hash, PROSE},
    {"hint", word_hint, PROSE},
    {"hosts", word_hosts, CODE},
    {"issuer_label", word_issuer_label, PROSE},
    {"issuer_name", word_issuer_name, PROSE},
    {"judging", word_judging, PROSE},
    {"key_usage", word_key_usage, PROSE},
    {"matched", word_matched, CODE},
    {"meaning", word_meaning, PROSE},
    {"names", word_names, CODE},
    {"opened", word_opened, CODE},
    {"path_len", word_path_len, PROSE},
    {"paths_tried", word_paths_tried, PROSE},
    {"profile", word_profile, PROSE},
    {"purpose", word_purpose, PROSE},
    {"serial", word_serial, CODE},
    {"sha256", word_sha256, CODE},
    {"sigalg", word_sigalg, PROSE},
    {"signature", word_signature, CODE},
    {"signatures_checked", word_signatures_checked, PROSE},
    {"spki_sha256", word_spki_sha256, CODE},
    {"store", word_store, PROSE},
    {"subject_name", word_subject_name, PROSE},
    {"sum", word_sum, PROSE},
    {"tbs_hash", word_tbs_hash, CODE},
    {"tbs_offset", word_tbs_offset, PROSE},
    {"tbs_size", word_tbs_size, PROSE},
    {"time", word_time, PROSE},
    {"valid", word_valid, PROSE},
    {"verdict", word_verdict, PROSE},
    {NULL, NULL, PROSE},
};
