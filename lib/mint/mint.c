/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/mint/mint.h"

struct mint_ext *mint_get(struct mint_exts *e, const char *oid)
{
    for (size_t i = 0; i < e->num; i++) {
        if (strcmp(e->list[i].oid, oid) == 0)
            return &e->list[i];
    }
    return NULL;
}

void mint_add(struct mint_exts *e, const char *oid, bool critical, struct span value)
{
    if (e->num == MINT_EXTS)
        e->full = true;
    else
        e->list[e->num++] = (struct mint_ext){.oid = oid, .critical = critical, .value = value};
}

void mint_set(struct mint_exts *e, const char *oid, bool critical, struct span value)
{
    struct mint_ext *x = mint_get(e, oid);

    if (x == NULL)
        mint_add(e, oid, critical, value);
    else
        *x = (struct mint_ext){.oid = oid, .critical = critical, .value = value};
}

bool mint_drop(struct mint_exts *e, const char *oid)
{
    struct mint_ext *x = mint_get(e, oid);

    if (x == NULL)
        return false;
    e->num--;
    memmove(x, x + 1, (size_t)(&e->list[e->num] - x) * sizeof *x);
    return true;
}

static struct span either(struct span raw, struct span made)
{
    return raw.n > 0 ? raw : made;
}

struct span mint_exts(struct arena *a, const struct mint_exts *e)
{
    struct span all[MINT_EXTS], none = {0};

    if (e->full)
        arena_fail(a, ERR_LIMIT);
    for (size_t i = 0; i < e->num; i++) {
        const struct mint_ext *x = &e->list[i];

        all[i] = x->raw.n > 0
                     ? x->raw
                     : PIECE(a, DER_SEQUENCE, piece_oid(a, x->oid),
                             x->critical ? piece_bool(a, true) : none, piece_octets(a, x->value));
    }
    return e->num == 0 ? none : piece_tlv(a, DER_SEQUENCE, piece_join(a, all, e->num));
}

static struct span field_of(struct arena *a, unsigned tag, const struct mint_exts *e)
{
    return e->raw.n > 0 ? e->raw : piece_optional(a, tag, mint_exts(a, e));
}

enum err mint_signed(struct arena *a, struct span *out, const struct mint_frame *frame,
                     const struct signer *signer)
{
    struct span bits = frame->signature, made;

    TRY(a->err);
    if (bits.n == 0) {
        TRY(signer->sign(signer->ctx, a, &made, frame->body));
        if (frame->corrupt) {
            uint8_t last = made.p[made.n - 1] ^ 1;

            made = PIECES(a, span_head(made, made.n - 1), span_of(&last, 1));
        }
        bits = piece_bits(a, made);
    }
    made = PIECE(a, DER_SEQUENCE, frame->body, either(frame->alg, signer->alg), bits);
    TRY(a->err);
    *out = made;
    return ERR_OK;
}

static struct span version_of(struct arena *a, const struct mint_spec *s)
{
    struct span none = {0};

    if (s->version_raw.n > 0)
        return s->version_raw;
    return s->version == 1 ? none : PIECE(a, DER_CTXC(0), piece_int(a, s->version - 1));
}

static struct span uid_of(struct arena *a, unsigned tag, struct span bytes)
{
    return bytes.n == 0 ? bytes : PIECE(a, tag, SPAN_LIT("\0"), bytes);
}

enum err mint_cert(struct arena *a, struct span *out, const struct mint_spec *s)
{
    struct span validity =
        PIECE(a, DER_SEQUENCE, either(s->not_before_raw, piece_time(a, s->not_before)),
              either(s->not_after_raw, piece_time(a, s->not_after)));
    struct span made = PIECE(
        a, DER_SEQUENCE, version_of(a, s),
        either(s->serial_raw, piece_tlv(a, DER_INTEGER, s->serial)),
        either(s->inner_alg, s->signer.alg), s->issuer, either(s->validity, validity), s->subject,
        s->spki, uid_of(a, DER_CTX(1), s->issuer_uid), uid_of(a, DER_CTX(2), s->subject_uid),
        field_of(a, DER_CTXC(3), &s->exts), s->trailing);
    struct mint_frame frame = {
        .body = either(s->tbs, made),
        .alg = s->outer_alg,
        .signature = s->signature_raw,
        .corrupt = s->corrupt,
    };

    return mint_signed(a, out, &frame, &s->signer);
}

struct mint_entry mint_entry(struct arena *a, struct span serial, int64_t date, int reason)
{
    struct mint_entry e = {.serial = serial, .date = date};
    uint8_t code = (uint8_t)reason;

    if (reason >= 0)
        mint_add(&e.exts, oid_dotted(OID_EXT_REASON_CODE), false,
                 piece_tlv(a, DER_ENUMERATED, span_of(&code, 1)));
    return e;
}

static struct span entries_of(struct arena *a, const struct mint_crl *c)
{
    struct span all[MINT_ENTRIES], none = {0};

    for (size_t i = 0; i < c->num_entries; i++) {
        const struct mint_entry *e = &c->entries[i];

        all[i] = PIECE(a, DER_SEQUENCE, piece_tlv(a, DER_INTEGER, e->serial),
                       piece_time(a, e->date), either(e->exts.raw, mint_exts(a, &e->exts)));
    }
    return c->num_entries == 0 ? none
                               : piece_tlv(a, DER_SEQUENCE, piece_join(a, all, c->num_entries));
}

enum err mint_crl(struct arena *a, struct span *out, const struct mint_crl *c)
{
    struct span none = {0};
    struct span next = c->next_update == INT64_MIN ? none : piece_time(a, c->next_update);
    struct span made =
        PIECE(a, DER_SEQUENCE, c->version == 1 ? none : piece_int(a, c->version - 1),
              either(c->inner_alg, c->signer.alg), c->issuer,
              either(c->this_raw, piece_time(a, c->this_update)), either(c->next_raw, next),
              either(c->entries_raw, entries_of(a, c)), field_of(a, DER_CTXC(0), &c->exts));
    struct mint_frame frame = {
        .body = either(c->tbs, made),
        .alg = c->outer_alg,
        .corrupt = c->corrupt,
    };

    return mint_signed(a, out, &frame, &c->signer);
}

struct span mint_key_id(struct arena *a, struct span spki)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct fail fail = {0};
    struct keyinfo info;
    enum err err = keyinfo_parse(&info, spki, &fail);

    if (err != ERR_OK) {
        arena_fail(a, err);
        return span_of(NULL, 0);
    }
    digest_of(DIGEST_SHA1, hash, info.key);
    return piece_copy(a, span_of(hash, digest_size(DIGEST_SHA1)));
}
