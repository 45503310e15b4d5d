/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_words.h"

#include "lib/base/hex.h"
#include "lib/view/handshake/derive_command.h"
#include "lib/view/cert/label.h"
#include "lib/view/handshake/layout.h"

enum {
    WORD_CAP = 1 << 16,
    LIST_MAX = 5,    /* most items of a list that are named */
    WHOLE_MAX = 48,  /* most bytes of a value that are shown in full; of a longer value only */
    HEAD_BYTES = 16, /* the first bytes */
    TAIL_BYTES = 4,  /* and the last */
};

/* A long value is shortened to its beginning and end, with its size. */
static void put_hex(struct buf *out, const struct words *w, struct span bytes)
{
    if (bytes.n <= WHOLE_MAX) {
        hex_encode(out, bytes, 0);
        return;
    }
    hex_encode(out, span_head(bytes, HEAD_BYTES), 0);
    buf_str(out, "...");
    hex_encode(out, span_tail(bytes, bytes.n - TAIL_BYTES), 0);
    lang_count(out, w->lang, N_(" ({n} bytes)"), bytes.n);
}

static void word_host(struct buf *out, const struct words *w)
{
    const struct lesson *l = w->lesson;

    if (l->v->host != NULL)
        buf_str(out, l->v->host);
    else if (l->sni.n > 0)
        buf_put(out, l->sni);
    else
        buf_str(out, lang_text(w->lang, N_("the server")));
}

/* True if the text has no character that a shell interprets. */
static bool is_plain(const char *s)
{
    for (; *s != 0; s++) {
        uint8_t c = span_lower((uint8_t)*s);
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || strchr("-.:_/", c) != NULL))
            return false;
    }
    return true;
}

/* The server as an operand of a command line.  A name that a shell would interpret is replaced by
 * HOST. */
static void word_server(struct buf *out, const struct words *w)
{
    const struct hs_view *v = w->lesson->v;
    const char *name = v->events->side == EVENT_LOG_CLIENT ? v->input : v->host;

    buf_str(out, name != NULL && is_plain(name) ? name : "HOST");
}

/* A file as an operand of a command line.  A name that starts with a dash would be taken for an
 * option. */
static const char *file_name(const char *name)
{
    return name != NULL && name[0] != '-' && is_plain(name) ? name : "FILE";
}

static void word_file(struct buf *out, const struct words *w)
{
    buf_str(out, file_name(w->lesson->v->input));
}

/* Quotes a word for the shell where necessary (POSIX.1 XCU 2.2.2).  Control characters are escaped
 * for the terminal, so a word with such characters cannot be copied. */
static void put_shell(struct buf *out, struct span word)
{
    bool plain = word.n > 0;

    for (size_t i = 0; i < word.n; i++) {
        uint8_t c = span_lower(word.p[i]);
        plain = plain && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                          (c != 0 && strchr("-.:_/,=+@%", c) != NULL));
    }
    if (plain) {
        buf_put(out, word);
        return;
    }
    buf_u8(out, '\'');
    for (struct span left = word; left.n > 0;) {
        size_t n = span_find(left, '\'');
        safe_put(out, span_head(left, n));
        buf_str(out, n < left.n ? "'\\''" : "");
        left = span_tail(left, n < left.n ? n + 1 : n);
    }
    buf_u8(out, '\'');
}

static void put_options(struct buf *out, const struct span *words, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        buf_u8(out, ' ');
        put_shell(out, words[i]);
    }
}

/* The options that the same command needs to show the same connection again. */
static void word_again(struct buf *out, const struct words *w)
{
    const struct hs_view *v = w->lesson->v;

    for (size_t i = 0; i < v->num_keylogs; i++)
        buf_printf(out, " --keylog %s", file_name(v->keylogs[i]));
    if (v->flow > 0)
        buf_printf(out, " --flow %d", v->flow);
    put_options(out, v->options, v->num_options);
}

/* The options that decided how the chain was judged. */
static void word_judging(struct buf *out, const struct words *w)
{
    put_options(out, w->lesson->v->judging, w->lesson->v->num_judging);
}

static void word_address(struct buf *out, const struct words *w)
{
    buf_str(out, w->lesson->v->address);
}

static void word_version(struct buf *out, const struct words *w)
{
    const char *name = version_name(w->lesson->version);

    buf_str(out, name == NULL ? "?" : name);
}

static void word_resumed(struct buf *out, const struct words *w)
{
    const bool *facts = w->lesson->facts;

    buf_str(out, lang_text(w->lang, facts[FACT_V13]         ? N_("by session ticket and PSK")
                                    : facts[FACT_BY_TICKET] ? N_("by session ticket")
                                                            : N_("by session ID")));
}

static void word_verdict(struct buf *out, const struct words *w)
{
    enum reason reason = w->lesson->v->report->reason;

    buf_str(out, reason == REASON_OK ? lang_text(w->lang, N_("trusted")) : reason_code(reason));
}

static void word_failure(struct buf *out, const struct words *w)
{
    const struct hs_view *v = w->lesson->v;

    buf_str(out, v->message != NULL ? v->message : err_text(v->failure->err));
}

/* --- The suite ----------------------------------------------------------------------------- */

static void word_suite(struct buf *out, const struct words *w)
{
    buf_str(out, w->lesson->suite == NULL ? "?" : w->lesson->suite->name);
}

static void word_kx(struct buf *out, const struct words *w)
{
    buf_str(out, w->lesson->kx == SUITE_KX_ECDHE ? "ECDHE" : "DHE");
}

static void word_auth(struct buf *out, const struct words *w)
{
    buf_str(out, w->lesson->suite->auth == SUITE_AUTH_ECDSA ? "ECDSA" : "RSA");
}

static void word_cipher(struct buf *out, const struct words *w)
{
    static const char *const names[] = {
        [AEAD_NONE] = "AES-CBC",
        [AEAD_AES_128_GCM] = "AES-GCM",
        [AEAD_AES_256_GCM] = "AES-GCM",
        [AEAD_AES_128_CCM] = "AES-CCM",
        [AEAD_AES_256_CCM] = "AES-CCM",
        [AEAD_AES_128_CCM_8] = "AES-CCM-8",
        [AEAD_AES_256_CCM_8] = "AES-CCM-8",
        [AEAD_CHACHA20_POLY1305] = "ChaCha20-Poly1305",
    };
    const struct suite *s = w->lesson->suite;

    buf_str(out, s == NULL ? "?" : names[s->aead]);
}

static void word_key_bits(struct buf *out, const struct words *w)
{
    const struct suite *s = w->lesson->suite;
    size_t n = s == NULL ? 0 : s->aead == AEAD_NONE ? s->cbc_key : aead_key_size(s->aead);

    buf_printf(out, "%zu", n * 8);
}

static void word_hash(struct buf *out, const struct words *w)
{
    buf_str(out, w->lesson->suite == NULL ? "?" : digest_name(w->lesson->suite->hash));
}

static void word_mac(struct buf *out, const struct words *w)
{
    buf_str(out, digest_name(w->lesson->suite->mac));
}

/* --- Lists of the hello -------------------------------------------------------------------- */

/* The names of a list of 16-bit values.  GREASE values are left out, and of a long list only the
 * first few are named and the rest counted. */
static void put_list(struct buf *out, const struct words *w, struct span list, enum layout_as as)
{
    size_t num = 0;

    for (size_t i = 0; i < list.n / 2; i++) {
        uint16_t v = list16_at(list, i);
        const char *name = layout_name(as, v);
        if (is_grease(v) || ++num > LIST_MAX)
            continue;
        buf_str(out, num > 1 ? lang_text(w->lang, N_(", ")) : "");
        if (name != NULL)
            buf_str(out, name);
        else
            buf_printf(out, "0x%04x", v);
    }
    if (num > LIST_MAX)
        lang_count(out, w->lang, N_(" and {n} more"), num - LIST_MAX);
}

static void word_suites(struct buf *out, const struct words *w)
{
    put_list(out, w, w->lesson->hello.suites, AS_SUITE);
}

static void word_num_suites(struct buf *out, const struct words *w)
{
    struct span list = w->lesson->hello.suites;
    size_t num = 0;

    for (size_t i = 0; i < list.n / 2; i++)
        num += is_grease(list16_at(list, i)) ? 0 : 1;
    buf_printf(out, "%zu", num);
}

static void word_groups(struct buf *out, const struct words *w)
{
    put_list(out, w, w->lesson->groups, AS_GROUP);
}

/* Without the extension supported_versions, the hello's version field is the newest that the client
 * knows (RFC 5246 E.1). */
static void word_versions(struct buf *out, const struct words *w)
{
    const struct lesson *l = w->lesson;
    uint8_t one[2] = {(uint8_t)(l->hello.version >> 8), (uint8_t)l->hello.version};

    put_list(out, w, l->versions.n > 0 ? l->versions : span_of(one, 2), AS_VERSION);
}

static void word_alpn_offer(struct buf *out, const struct words *w)
{
    struct fail fail = {0};
    struct rd r = rd_init(w->lesson->alpn, &fail);
    const char *comma = "";

    for (struct span name; ext_alpn_next(&r, &name); comma = lang_text(w->lang, N_(", "))) {
        buf_str(out, comma);
        buf_put(out, name);
    }
}

static void word_alpn(struct buf *out, const struct words *w)
{
    buf_put(out, w->lesson->v->info->alpn);
}

static void word_sni(struct buf *out, const struct words *w)
{
    buf_put(out, w->lesson->sni);
}

static void word_client_random(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->hello.random);
}

static void word_server_random(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->answer.random);
}

static void word_session_id(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->answer.session_id);
}

/* --- The key exchange ---------------------------------------------------------------------- */

static void put_group(struct buf *out, uint16_t group)
{
    const char *name = layout_name(AS_GROUP, group);

    if (name != NULL)
        buf_str(out, name);
    else
        buf_printf(out, "0x%04x", group);
}

static void word_group(struct buf *out, const struct words *w)
{
    put_group(out, w->lesson->v->info->group);
}

static void word_share_group(struct buf *out, const struct words *w)
{
    put_group(out, w->lesson->guessed.group);
}

static void word_client_share(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->guessed.key);
}

static void word_second_group(struct buf *out, const struct words *w)
{
    put_group(out, w->lesson->offered.group);
}

static void word_second_share(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->offered.key);
}

static void word_client_exchange(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->cke);
}

static void word_server_share(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->ske.key.n > 0 ? w->lesson->ske.key : w->lesson->answered.key);
}

static void word_dh(struct buf *out, const struct words *w)
{
    lang_count(out, w->lang, N_("DHE with a prime of {n} bits"), w->lesson->v->info->dh_bits);
}

static void word_dh_bits(struct buf *out, const struct words *w)
{
    buf_printf(out, "%u", w->lesson->v->info->dh_bits);
}

static void word_rsa(struct buf *out, const struct words *w)
{
    buf_str(out, lang_text(w->lang, N_("RSA: the secret is encrypted with the certificate's key")));
}

static void word_scheme(struct buf *out, const struct words *w)
{
    const char *name = layout_name(AS_SCHEME, w->lesson->v->info->scheme);

    buf_str(out, name == NULL ? "?" : name);
}

static void word_signature(struct buf *out, const struct words *w)
{
    const struct lesson *l = w->lesson;

    put_hex(out, w, l->ske.signature.n > 0 ? l->ske.signature : l->proof.signature);
}

static void word_client_finished(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->finished[1]);
}

static void word_server_finished(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->finished[0]);
}

static void word_ticket(struct buf *out, const struct words *w)
{
    put_hex(out, w, w->lesson->ticket.ticket);
}

static void word_ticket_life(struct buf *out, const struct words *w)
{
    lang_count(out, w->lang, N_("{n} seconds"), w->lesson->ticket.lifetime);
}

static void word_derive(struct buf *out, const struct words *w)
{
    derive_command_command(out, w->lesson->v);
}

/* --- Certificates -------------------------------------------------------------------------- */

static void word_leaf(struct buf *out, const struct words *w)
{
    if (w->cert == NULL) /* it could not be parsed */
        buf_u8(out, '?');
    else
        label_cert(out, w->cert);
}

static void word_cert_key(struct buf *out, const struct words *w)
{
    if (w->cert == NULL)
        buf_u8(out, '?');
    else
        keyinfo_print(out, &w->cert->key);
}

static void word_cert_until(struct buf *out, const struct words *w)
{
    label_date(out, w->cert->has_not_after, w->cert->not_after);
}

static void word_cert_issuer(struct buf *out, const struct words *w)
{
    label_name(out, w->cert->issuer);
}

static void word_anchor(struct buf *out, const struct words *w)
{
    const struct path *p = &w->lesson->v->report->chosen;

    if (p->num > 0)
        label_cert(out, p->links[p->num - 1].cert);
}

/* --- All of them --------------------------------------------------------------------------- */

/* How a value is marked: as text; as a value or name of the protocol; as lines that keep their
 * breaks. */
enum look { PROSE, CODE, LINES };

static const struct word_row {
    const char *word;
    void (*put)(struct buf *out, const struct words *w);
    enum look look;
} rows[] = {
    {"address", word_address, CODE},
    {"again", word_again, PROSE},
    {"alpn", word_alpn, CODE},
    {"alpn_offer", word_alpn_offer, CODE},
    {"anchor", word_anchor, PROSE},
    {"auth", word_auth, PROSE},
    {"cert_issuer", word_cert_issuer, PROSE},
    {"cert_key", word_cert_key, PROSE},
    {"cert_until", word_cert_until, PROSE},
    {"cipher", word_cipher, PROSE},
    {"client_exchange", word_client_exchange, CODE},
    {"client_finished", word_client_finished, CODE},
    {"client_random", word_client_random, CODE},
    {"client_share", word_client_share, CODE},
    {"derive", word_derive, LINES},
    {"dh", word_dh, PROSE},
    {"dh_bits", word_dh_bits, PROSE},
    {"failure", word_failure, PROSE},
    {"file", word_file, PROSE},
    {"group", word_group, PROSE},
    {"groups", word_groups, PROSE},
    {"hash", word_hash, PROSE},
    {"host", word_host, PROSE},
    {"judging", word_judging, PROSE},
    {"key_bits", word_key_bits, PROSE},
    {"kx", word_kx, PROSE},
    {"leaf", word_leaf, PROSE},
    {"leaf_key", word_cert_key, PROSE},
    {"mac", word_mac, PROSE},
    {"num_suites", word_num_suites, PROSE},
    {"resumed", word_resumed, PROSE},
    {"rsa", word_rsa, PROSE},
    {"scheme", word_scheme, CODE},
    {"second_group", word_second_group, PROSE},
    {"second_share", word_second_share, CODE},
    {"server", word_server, PROSE},
    {"server_finished", word_server_finished, CODE},
    {"server_random", word_server_random, CODE},
    {"server_share", word_server_share, CODE},
    {"session_id", word_session_id, CODE},
    {"share_group", word_share_group, PROSE},
    {"signature", word_signature, CODE},
    {"sni", word_sni, CODE},
    {"suite", word_suite, CODE},
    {"suites", word_suites, PROSE},
    {"ticket", word_ticket, CODE},
    {"ticket_life", word_ticket_life, PROSE},
    {"verdict", word_verdict, PROSE},
    {"version", word_version, PROSE},
    {"versions", word_versions, PROSE},
};

/* A word that is not in the table is the name of a secret. */
static void put_word(struct buf *out, const struct words *w, struct span word)
{
    enum look look = CODE;
    struct buf value;

    buf_init(&value, WORD_CAP);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (span_eq(word, span_str(rows[i].word))) {
            rows[i].put(&value, w);
            look = rows[i].look;
        }
    }
    if (value.n == 0)
        put_hex(&value, w, lesson_secret(w->lesson, word));
    struct span rest = buf_span(&value);
    while (look == LINES && span_find(rest, '\n') < rest.n) {
        struct span line = span_head(rest, span_find(rest, '\n'));
        prose_mark(w->sheet, out, line, false);
        buf_u8(out, '\n');
        rest = span_tail(rest, line.n + 1);
    }
    prose_mark(w->sheet, out, rest, look == CODE);
    buf_wipe(&value);
}

/* A sentence consists of plain text, {words}, and names of the protocol between backticks. */
void words_fill(struct buf *out, const struct words *w, const char *sentence)
{
    struct span rest = span_str(lang_text(w->lang, sentence));

    while (rest.n > 0) {
        size_t n = 0;
        while (n < rest.n && rest.p[n] != '{' && rest.p[n] != '`')
            n++;
        prose_mark(w->sheet, out, span_head(rest, n), false);
        struct span from = span_tail(rest, n);
        if (from.n == 0)
            return;
        struct span inside = span_tail(from, 1);
        inside = span_head(inside, span_find(inside, from.p[0] == '{' ? '}' : '`'));
        if (from.p[0] == '{')
            put_word(out, w, inside);
        else
            prose_mark(w->sheet, out, inside, true);
        rest = span_tail(from, inside.n + 2);
    }
}
