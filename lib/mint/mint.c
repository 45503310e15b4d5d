/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodes and signs certificates and CRLs from specs.  Each field is either the regular value or
 * the bytes given in its place (either). */
#include "config.h"

#include "lib/mint/mint.h"

struct mint_ext *mint_get(struct mint_exts *exts, const char *oid)
{
    for (size_t i = 0; i < exts->num; i++) {
        if (strcmp(exts->list[i].oid, oid) == 0)
            return &exts->list[i];
    }
    return NULL;
}

void mint_add(struct mint_exts *exts, const char *oid, bool critical, struct span value)
{
    if (exts->num == MINT_EXTS)
        exts->full = true;
    else
        exts->list[exts->num++] =
            (struct mint_ext){.oid = oid, .critical = critical, .value = value};
}

void mint_set(struct mint_exts *exts, const char *oid, bool critical, struct span value)
{
    struct mint_ext *x = mint_get(exts, oid);

    if (x == NULL)
        mint_add(exts, oid, critical, value);
    else
        *x = (struct mint_ext){.oid = oid, .critical = critical, .value = value};
}

/* The others keep their order, which is the order in the certificate. */
bool mint_drop(struct mint_exts *exts, const char *oid)
{
    struct mint_ext *x = mint_get(exts, oid);

    if (x == NULL)
        return false;
    exts->num--;
    memmove(x, x + 1, (size_t)(&exts->list[exts->num] - x) * sizeof *x);
    return true;
}

struct span mint_exts(struct arena *arena, const struct mint_exts *exts)
{
    struct span all[MINT_EXTS], none = {0};

    /* mint_add had no room and could not report it. */
    if (exts->full)
        arena_fail(arena, ERR_LIMIT);
    for (size_t i = 0; i < exts->num; i++) {
        const struct mint_ext *x = &exts->list[i];

        all[i] = x->raw.n > 0 ? x->raw
                              : PIECE(arena, DER_SEQUENCE, piece_oid(arena, x->oid),
                                      x->critical ? piece_bool(arena, true) : none,
                                      piece_octets(arena, x->value));
    }
    return exts->num == 0 ? none
                          : piece_tlv(arena, DER_SEQUENCE, piece_join(arena, all, exts->num));
}

struct span mint_field(struct arena *arena, unsigned tag, const struct mint_exts *exts)
{
    return exts->raw.n > 0 ? exts->raw : piece_optional(arena, tag, mint_exts(arena, exts));
}

/* SEQUENCE { body, algorithm, signature } (RFC 5280 4.1, 5.1).  A signature given by the frame is
 * used as it is; else the body is signed, and `corrupt` inverts the last bit. */
enum err mint_signed(struct arena *arena, struct span *out, const struct mint_frame *frame,
                     const struct signer *signer)
{
    struct span bits = frame->signature, made;

    TRY(arena->err);
    if (bits.n == 0) {
        TRY(signer->sign(signer->ctx, arena, &made, frame->body));
        if (frame->corrupt) {
            uint8_t last = made.p[made.n - 1] ^ 1;

            made = PIECES(arena, span_head(made, made.n - 1), span_of(&last, 1));
        }
        bits = piece_bits(arena, made);
    }
    made = PIECE(arena, DER_SEQUENCE, frame->body, mint_either(frame->alg, signer->alg), bits);
    TRY(arena->err);
    *out = made;
    return ERR_OK;
}

/* RFC 5280 4.1.2.1: the encoded version is one less, and absent for version 1. */
static struct span version_of(struct arena *arena, const struct mint_spec *spec)
{
    struct span none = {0};

    if (spec->version_raw.n > 0)
        return spec->version_raw;
    return spec->version == 1 ? none
                              : PIECE(arena, DER_CTXC(0), piece_int(arena, spec->version - 1));
}

/* An optional BIT STRING without unused bits. */
static struct span uid_of(struct arena *arena, unsigned tag, struct span bytes)
{
    return bytes.n == 0 ? bytes : PIECE(arena, tag, SPAN_LIT("\0"), bytes);
}

/* Certificate and TBSCertificate, field by field in the order of RFC 5280 4.1.  `tbs` replaces all
 * fields, and `trailing` follows the last one. */
enum err mint_cert(struct arena *arena, struct span *out, const struct mint_spec *spec)
{
    struct span validity = PIECE(
        arena, DER_SEQUENCE, mint_either(spec->not_before_raw, piece_time(arena, spec->not_before)),
        mint_either(spec->not_after_raw, piece_time(arena, spec->not_after)));
    struct span made = PIECE(
        arena, DER_SEQUENCE, version_of(arena, spec),
        mint_either(spec->serial_raw, piece_tlv(arena, DER_INTEGER, spec->serial)),
        mint_either(spec->inner_alg, spec->signer.alg), spec->issuer,
        mint_either(spec->validity, validity), spec->subject, spec->spki,
        uid_of(arena, DER_CTX(1), spec->issuer_uid), uid_of(arena, DER_CTX(2), spec->subject_uid),
        mint_field(arena, DER_CTXC(3), &spec->exts), spec->trailing);
    struct mint_frame frame = {
        .body = mint_either(spec->tbs, made),
        .alg = spec->outer_alg,
        .signature = spec->signature_raw,
        .corrupt = spec->corrupt,
    };

    return mint_signed(arena, out, &frame, &spec->signer);
}

struct mint_entry mint_entry(struct arena *arena, struct span serial, int64_t date, int reason)
{
    struct mint_entry e = {.serial = serial, .date = date};
    uint8_t code = (uint8_t)reason;

    if (reason >= 0)
        mint_add(&e.exts, oid_dotted(OID_EXT_REASON_CODE), false,
                 piece_tlv(arena, DER_ENUMERATED, span_of(&code, 1)));
    return e;
}

/* The list of revoked certificates; absent if there are none (RFC 5280 5.1.2.6). */
static struct span entries_of(struct arena *arena, const struct mint_crl *crl)
{
    struct span all[MINT_ENTRIES], none = {0};

    for (size_t i = 0; i < crl->num_entries; i++) {
        const struct mint_entry *e = &crl->entries[i];

        all[i] =
            PIECE(arena, DER_SEQUENCE, piece_tlv(arena, DER_INTEGER, e->serial),
                  piece_time(arena, e->date), mint_either(e->exts.raw, mint_exts(arena, &e->exts)));
    }
    return crl->num_entries == 0
               ? none
               : piece_tlv(arena, DER_SEQUENCE, piece_join(arena, all, crl->num_entries));
}

/* CertificateList and TBSCertList, field by field in the order of RFC 5280 5.1.  Version 1 has no
 * version field, and nextUpdate is optional. */
enum err mint_crl(struct arena *arena, struct span *out, const struct mint_crl *crl)
{
    struct span none = {0};
    struct span next = crl->next_update == INT64_MIN ? none : piece_time(arena, crl->next_update);
    struct span made = PIECE(
        arena, DER_SEQUENCE, crl->version == 1 ? none : piece_int(arena, crl->version - 1),
        mint_either(crl->inner_alg, crl->signer.alg), crl->issuer,
        mint_either(crl->this_raw, piece_time(arena, crl->this_update)),
        mint_either(crl->next_raw, next), mint_either(crl->entries_raw, entries_of(arena, crl)),
        mint_field(arena, DER_CTXC(0), &crl->exts));
    struct mint_frame frame = {
        .body = mint_either(crl->tbs, made),
        .alg = crl->outer_alg,
        .corrupt = crl->corrupt,
    };

    return mint_signed(arena, out, &frame, &crl->signer);
}

struct span mint_key_id(struct arena *arena, struct span spki)
{
    uint8_t hash[DIGEST_MAX_SIZE];
    struct fail fail = {0};
    struct keyinfo info;
    enum err err = keyinfo_parse(&info, spki, &fail);

    if (err != ERR_OK) {
        arena_fail(arena, err);
        return span_of(NULL, 0);
    }
    digest_of(DIGEST_SHA1, hash, info.key);
    return piece_copy(arena, span_of(hash, digest_size(DIGEST_SHA1)));
}
