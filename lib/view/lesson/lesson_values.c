/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/lesson/lesson_values.h"

#include "lib/base/hex.h"
#include "lib/view/handshake/derive_command.h"
#include "lib/view/handshake/layout.h"

enum {
    LIST_MAX = 5,    /* most items of a list that are named */
    WHOLE_MAX = 48,  /* most bytes of a value that are shown in full; of a longer value only */
    HEAD_BYTES = 16, /* the first bytes */
    TAIL_BYTES = 4,  /* and the last */
};

/* A long value is shortened to its beginning and end, with its size. */
void lesson_hex(struct buf *out, const struct words *words, struct span bytes)
{
    if (bytes.n <= WHOLE_MAX) {
        hex_encode(out, bytes, 0);
        return;
    }
    hex_encode(out, span_head(bytes, HEAD_BYTES), 0);
    buf_str(out, "...");
    hex_encode(out, span_tail(bytes, bytes.n - TAIL_BYTES), 0);
    lang_count(out, words->lang, N_(" ({n} bytes)"), bytes.n);
}

/* --- The suite ----------------------------------------------------------------------------- */

/* Each word_ function appends the value of one word of a sentence. */
static void word_suite(struct buf *out, const struct words *words)
{
    buf_str(out, words->lesson->suite == NULL ? "?" : words->lesson->suite->name);
}

static void word_kx(struct buf *out, const struct words *words)
{
    buf_str(out, words->lesson->kx == SUITE_KX_ECDHE ? "ECDHE" : "DHE");
}

static void word_auth(struct buf *out, const struct words *words)
{
    buf_str(out, words->lesson->suite->auth == SUITE_AUTH_ECDSA ? "ECDSA" : "RSA");
}

/* The cipher without the size of its key. */
static void word_cipher(struct buf *out, const struct words *words)
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
    const struct suite *s = words->lesson->suite;

    buf_str(out, s == NULL ? "?" : names[s->aead]);
}

/* The key length of the cipher; for CBC the suite names it, for an AEAD its kind does. */
static void word_key_bits(struct buf *out, const struct words *words)
{
    const struct suite *s = words->lesson->suite;
    size_t n = s == NULL ? 0 : s->aead == AEAD_NONE ? s->cbc_key : aead_key_size(s->aead);

    buf_printf(out, "%zu", n * 8);
}

static void word_hash(struct buf *out, const struct words *words)
{
    buf_str(out, words->lesson->suite == NULL ? "?" : digest_name(words->lesson->suite->hash));
}

static void word_mac(struct buf *out, const struct words *words)
{
    buf_str(out, digest_name(words->lesson->suite->mac));
}

/* --- Lists of the hello -------------------------------------------------------------------- */

/* The names of a list of 16-bit values.  GREASE values are left out, and of a long list only the
 * first few are named and the rest counted. */
static void put_list(struct buf *out, const struct words *words, struct span list,
                     enum layout_as as)
{
    size_t num = 0;

    for (size_t i = 0; i < list.n / 2; i++) {
        uint16_t v = list16_at(list, i);
        const char *name = layout_name(as, v);
        if (is_grease(v) || ++num > LIST_MAX)
            continue;
        buf_str(out, num > 1 ? lang_text(words->lang, N_(", ")) : "");
        if (name != NULL)
            buf_str(out, name);
        else
            buf_printf(out, "0x%04x", v);
    }
    if (num > LIST_MAX)
        lang_count(out, words->lang, N_(" and {n} more"), num - LIST_MAX);
}

static void word_suites(struct buf *out, const struct words *words)
{
    put_list(out, words, words->lesson->hello.suites, AS_SUITE);
}

/* GREASE values are no suites, so they do not count. */
static void word_num_suites(struct buf *out, const struct words *words)
{
    struct span list = words->lesson->hello.suites;
    size_t num = 0;

    for (size_t i = 0; i < list.n / 2; i++)
        num += is_grease(list16_at(list, i)) ? 0 : 1;
    buf_printf(out, "%zu", num);
}

static void word_groups(struct buf *out, const struct words *words)
{
    put_list(out, words, words->lesson->groups, AS_GROUP);
}

/* Without the extension supported_versions, the hello's version field is the newest that the client
 * knows (RFC 5246 E.1). */
static void word_versions(struct buf *out, const struct words *words)
{
    const struct lesson *l = words->lesson;
    uint8_t one[2] = {(uint8_t)(l->hello.version >> 8), (uint8_t)l->hello.version};

    put_list(out, words, l->versions.n > 0 ? l->versions : span_of(one, 2), AS_VERSION);
}

/* The protocols that the client offered. */
static void word_alpn_offer(struct buf *out, const struct words *words)
{
    struct fail fail = {0};
    struct rd r = rd_init(words->lesson->alpn, &fail);
    const char *comma = "";

    for (struct span name; ext_alpn_next(&r, &name); comma = lang_text(words->lang, N_(", "))) {
        buf_str(out, comma);
        buf_put(out, name);
    }
}

static void word_alpn(struct buf *out, const struct words *words)
{
    buf_put(out, words->lesson->v->info->alpn);
}

static void word_sni(struct buf *out, const struct words *words)
{
    buf_put(out, words->lesson->sni);
}

static void word_client_random(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->hello.random);
}

static void word_server_random(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->answer.random);
}

static void word_session_id(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->answer.session_id);
}

/* --- The key exchange ---------------------------------------------------------------------- */

static void word_group(struct buf *out, const struct words *words)
{
    layout_put_group(out, words->lesson->v->info->group);
}

static void word_share_group(struct buf *out, const struct words *words)
{
    layout_put_group(out, words->lesson->guessed.group);
}

static void word_also_group(struct buf *out, const struct words *words)
{
    layout_put_group(out, words->lesson->also_guessed);
}

static void word_client_share(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->guessed.key);
}

static void word_second_group(struct buf *out, const struct words *words)
{
    layout_put_group(out, words->lesson->offered.group);
}

static void word_second_share(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->offered.key);
}

static void word_client_exchange(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->cke);
}

/* TLS 1.2 has it in ServerKeyExchange, TLS 1.3 in the extension key_share. */
static void word_server_share(struct buf *out, const struct words *words)
{
    lesson_hex(out, words,
               words->lesson->ske.key.n > 0 ? words->lesson->ske.key : words->lesson->answered.key);
}

/* A part of the hybrid: the one that is a KEM, or the other; NULL if the group is no hybrid. */
static const struct hybrid_part *part_of(const struct words *words, bool is_kem)
{
    const struct lesson *l = words->lesson;

    if (l->parts[0].name == NULL)
        return NULL;
    return &l->parts[l->parts[0].is_kem == is_kem ? 0 : 1];
}

/* The piece of a concatenation that belongs to a part, given the lengths of both parts; empty if
 * these do not add up. */
static struct span piece(struct span whole, const size_t sizes[HYBRID_PARTS], size_t i)
{
    if (whole.n != sizes[0] + sizes[1])
        return (struct span){0};
    return i == 0 ? span_head(whole, sizes[0]) : span_tail(whole, sizes[0]);
}

static void put_name(struct buf *out, const struct hybrid_part *part)
{
    buf_str(out, part == NULL ? "?" : part->name);
}

static void word_kem(struct buf *out, const struct words *words)
{
    put_name(out, part_of(words, true));
}

static void word_ecdh(struct buf *out, const struct words *words)
{
    put_name(out, part_of(words, false));
}

static void word_first(struct buf *out, const struct words *words)
{
    put_name(out, &words->lesson->parts[0]);
}

static void word_second(struct buf *out, const struct words *words)
{
    put_name(out, &words->lesson->parts[1]);
}

/* A part of the client's share (the last one) or of the server's. */
static void put_share(struct buf *out, const struct words *words, bool is_kem, bool from_client)
{
    const struct lesson *l = words->lesson;
    const struct hybrid_part *p = part_of(words, is_kem);
    const size_t started[] = {l->parts[0].start_n, l->parts[1].start_n};
    const size_t answered[] = {l->parts[0].respond_n, l->parts[1].respond_n};
    size_t i = p == &l->parts[0] ? 0 : 1;

    if (p != NULL)
        lesson_hex(out, words,
                   from_client ? piece(l->offered.key, started, i)
                               : piece(l->answered.key, answered, i));
}

static void word_kem_client(struct buf *out, const struct words *words)
{
    put_share(out, words, true, true);
}

static void word_kem_server(struct buf *out, const struct words *words)
{
    put_share(out, words, true, false);
}

static void word_ecdh_client(struct buf *out, const struct words *words)
{
    put_share(out, words, false, true);
}

static void word_ecdh_server(struct buf *out, const struct words *words)
{
    put_share(out, words, false, false);
}

/* One of the two secrets. */
static void put_secret(struct buf *out, const struct words *words, size_t i)
{
    const struct lesson *l = words->lesson;
    const size_t sizes[] = {l->parts[0].shared_n, l->parts[1].shared_n};

    lesson_hex(out, words, piece(lesson_secret(l, SPAN_LIT("shared_secret")), sizes, i));
}

static void word_first_secret(struct buf *out, const struct words *words)
{
    put_secret(out, words, 0);
}

static void word_second_secret(struct buf *out, const struct words *words)
{
    put_secret(out, words, 1);
}

static void word_share_bytes(struct buf *out, const struct words *words)
{
    buf_printf(out, "%zu", words->lesson->guessed.key.n);
}

static void word_hello_bytes(struct buf *out, const struct words *words)
{
    buf_printf(out, "%zu", words->lesson->hello_n);
}

static void word_dh(struct buf *out, const struct words *words)
{
    lang_count(out, words->lang, N_("DHE with a prime of {n} bits"),
               words->lesson->v->info->dh_bits);
}

static void word_dh_bits(struct buf *out, const struct words *words)
{
    buf_printf(out, "%u", words->lesson->v->info->dh_bits);
}

static void word_rsa(struct buf *out, const struct words *words)
{
    buf_str(out,
            lang_text(words->lang, N_("RSA: the secret is encrypted with the certificate's key")));
}

static void word_scheme(struct buf *out, const struct words *words)
{
    const char *name = layout_name(AS_SCHEME, words->lesson->v->info->scheme);

    buf_str(out, name == NULL ? "?" : name);
}

static void word_signature(struct buf *out, const struct words *words)
{
    const struct lesson *l = words->lesson;

    lesson_hex(out, words, l->ske.signature.n > 0 ? l->ske.signature : l->proof.signature);
}

static void word_client_finished(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->finished[1]);
}

static void word_server_finished(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->finished[0]);
}

static void word_ticket(struct buf *out, const struct words *words)
{
    lesson_hex(out, words, words->lesson->ticket.ticket);
}

static void word_ticket_life(struct buf *out, const struct words *words)
{
    lang_count(out, words->lang, N_("{n} seconds"), words->lesson->ticket.lifetime);
}

static void word_derive(struct buf *out, const struct words *words)
{
    derive_command_line(out, words->lesson->v);
}

static void word_packed(struct buf *out, const struct words *words)
{
    lang_count(out, words->lang, N_("{n} byte{s}"), words->lesson->v->info->compression.compressed);
}

static void word_unpacked(struct buf *out, const struct words *words)
{
    lang_count(out, words->lang, N_("{n} byte{s}"),
               words->lesson->v->info->compression.uncompressed);
}

static void word_compression(struct buf *out, const struct words *words)
{
    buf_str(out, layout_name(AS_CERT_COMPRESSION, words->lesson->v->info->compression.algorithm));
}

const struct lesson_word lesson_values[] = {
    {"alpn", word_alpn, CODE},
    {"alpn_offer", word_alpn_offer, CODE},
    {"also_group", word_also_group, PROSE},
    {"auth", word_auth, PROSE},
    {"cipher", word_cipher, PROSE},
    {"client_exchange", word_client_exchange, CODE},
    {"client_finished", word_client_finished, CODE},
    {"client_random", word_client_random, CODE},
    {"client_share", word_client_share, CODE},
    {"compression", word_compression, PROSE},
    {"derive", word_derive, LINES},
    {"dh", word_dh, PROSE},
    {"dh_bits", word_dh_bits, PROSE},
    {"ecdh", word_ecdh, PROSE},
    {"ecdh_client", word_ecdh_client, CODE},
    {"ecdh_server", word_ecdh_server, CODE},
    {"first", word_first, PROSE},
    {"first_secret", word_first_secret, CODE},
    {"group", word_group, PROSE},
    {"groups", word_groups, PROSE},
    {"hash", word_hash, PROSE},
    {"hello_bytes", word_hello_bytes, PROSE},
    {"kem", word_kem, PROSE},
    {"kem_client", word_kem_client, CODE},
    {"kem_server", word_kem_server, CODE},
    {"key_bits", word_key_bits, PROSE},
    {"kx", word_kx, PROSE},
    {"mac", word_mac, PROSE},
    {"num_suites", word_num_suites, PROSE},
    {"packed", word_packed, PROSE},
    {"rsa", word_rsa, PROSE},
    {"scheme", word_scheme, CODE},
    {"second", word_second, PROSE},
    {"second_group", word_second_group, PROSE},
    {"second_secret", word_second_secret, CODE},
    {"second_share", word_second_share, CODE},
    {"server_finished", word_server_finished, CODE},
    {"server_random", word_server_random, CODE},
    {"server_share", word_server_share, CODE},
    {"session_id", word_session_id, CODE},
    {"share_bytes", word_share_bytes, PROSE},
    {"share_group", word_share_group, PROSE},
    {"signature", word_signature, CODE},
    {"sni", word_sni, CODE},
    {"suite", word_suite, CODE},
    {"suites", word_suites, PROSE},
    {"ticket", word_ticket, CODE},
    {"ticket_life", word_ticket_life, PROSE},
    {"unpacked", word_unpacked, PROSE},
    {"versions", word_versions, PROSE},
    {NULL, NULL, PROSE},
};
