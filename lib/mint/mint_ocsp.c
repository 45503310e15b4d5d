/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Encodes and signs OCSP responses from specs. */
#include "config.h"

#include "lib/mint/mint_ocsp.h"

#include "lib/crypto/pubkey.h"

static struct span hash_of(struct arena *arena, enum digest digest, struct span bytes)
{
    uint8_t hash[DIGEST_MAX_SIZE];

    digest_of(digest, hash, bytes);
    return piece_octets(arena, span_of(hash, digest_size(digest)));
}

struct span mint_cert_id(struct arena *arena, enum digest digest, struct span issuer_name,
                         struct span issuer_spki, struct span serial)
{
    static const enum oid oids[] = {[DIGEST_SHA1] = OID_SHA1,
                                    [DIGEST_SHA256] = OID_SHA256,
                                    [DIGEST_SHA384] = OID_SHA384,
                                    [DIGEST_SHA512] = OID_SHA512};
    struct fail fail = {0};
    struct keyinfo info;
    enum err err = keyinfo_parse(&info, issuer_spki, &fail);

    if (err != ERR_OK) {
        arena_fail(arena, err);
        return span_of(NULL, 0);
    }
    return PIECE(
        arena, DER_SEQUENCE,
        PIECE(arena, DER_SEQUENCE, piece_oid(arena, oid_dotted(oids[digest])), piece_null(arena)),
        hash_of(arena, digest, issuer_name), hash_of(arena, digest, info.key),
        piece_tlv(arena, DER_INTEGER, serial));
}

/* CertStatus: a CHOICE with IMPLICIT tags. */
static struct span status_of(struct arena *arena, const struct mint_single *single)
{
    uint8_t code = (uint8_t)single->reason;
    struct span none = {0}, reason = piece_tlv(arena, DER_ENUMERATED, span_of(&code, 1));

    switch (single->status) {
    case MINT_REVOKED:
        return PIECE(arena, DER_CTXC(1), piece_generalized(arena, single->revoked_at),
                     single->reason < 0 ? none : piece_tlv(arena, DER_CTXC(0), reason));
    case MINT_UNKNOWN: return piece_tlv(arena, DER_CTX(2), none);
    case MINT_GOOD: break;
    }
    return piece_tlv(arena, DER_CTX(0), none);
}

static struct span single_of(struct arena *arena, const struct mint_single *single)
{
    struct span none = {0};
    struct span next =
        single->next_update == INT64_MIN
            ? none
            : PIECE(arena, DER_CTXC(0), piece_generalized(arena, single->next_update));

    if (single->raw.n > 0)
        return single->raw;
    return PIECE(
        arena, DER_SEQUENCE, single->id, mint_either(single->status_raw, status_of(arena, single)),
        mint_either(single->this_raw, piece_generalized(arena, single->this_update)),
        mint_either(single->next_raw, next), mint_field(arena, DER_CTXC(1), &single->exts));
}

static struct span responder_of(struct arena *arena, const struct mint_ocsp *spec)
{
    if (spec->responder_raw.n > 0)
        return spec->responder_raw;
    return spec->name.n > 0 ? PIECE(arena, DER_CTXC(1), spec->name)
                            : PIECE(arena, DER_CTXC(2), piece_octets(arena, spec->key_hash));
}

/* ResponseData, field by field. */
static struct span data_of(struct arena *arena, const struct mint_ocsp *spec)
{
    struct span all[MINT_SINGLES], none = {0};
    struct span version =
        spec->version == 1 ? none : PIECE(arena, DER_CTXC(0), piece_int(arena, spec->version - 1));

    for (size_t i = 0; i < spec->num_singles; i++)
        all[i] = single_of(arena, &spec->singles[i]);
    return PIECE(
        arena, DER_SEQUENCE, mint_either(spec->version_raw, version), responder_of(arena, spec),
        mint_either(spec->produced_raw, piece_generalized(arena, spec->produced_at)),
        mint_either(spec->singles_raw,
                    piece_tlv(arena, DER_SEQUENCE, piece_join(arena, all, spec->num_singles))),
        mint_field(arena, DER_CTXC(1), &spec->exts));
}

/* [0] EXPLICIT SEQUENCE OF Certificate. */
static struct span certs_of(struct arena *arena, const struct mint_ocsp *spec)
{
    if (spec->certs_raw.n > 0 || spec->num_certs == 0)
        return spec->certs_raw;
    return PIECE(arena, DER_CTXC(0),
                 piece_tlv(arena, DER_SEQUENCE, piece_join(arena, spec->certs, spec->num_certs)));
}

enum err mint_ocsp(struct arena *arena, struct span *out, const struct mint_ocsp *spec)
{
    uint8_t result = (uint8_t)spec->result;
    const char *type = spec->type != NULL ? spec->type : oid_dotted(OID_OCSP_BASIC);
    struct span signed_part, bytes = spec->bytes_raw;
    struct mint_frame frame = {.body = mint_either(spec->tbs, data_of(arena, spec)),
                               .alg = spec->alg,
                               .signature = spec->signature,
                               .corrupt = spec->corrupt};

    if (bytes.n == 0 && result == 0) {
        TRY(mint_signed(arena, &signed_part, &frame, &spec->signer));
        struct span basic =
            PIECE(arena, DER_SEQUENCE, piece_content(signed_part), certs_of(arena, spec));
        bytes =
            PIECE(arena, DER_CTXC(0),
                  PIECE(arena, DER_SEQUENCE, piece_oid(arena, type), piece_octets(arena, basic)));
    }
    *out = PIECE(arena, DER_SEQUENCE, piece_tlv(arena, DER_ENUMERATED, span_of(&result, 1)), bytes);
    return arena->err;
}
