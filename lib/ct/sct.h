/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sct: signed certificate timestamps (RFC 6962 3.2, 3.3): the promise of a log to publish a
 * certificate.
 *
 * All spans point into the input.
 */
#ifndef TB_LIB_CT_SCT_H
#define TB_LIB_CT_SCT_H

#include "lib/base/buf.h"
#include "lib/crypto/pubkey.h"
#include "lib/x509/cert.h"

/* The size of a LogID, and the most timestamps of one list that are looked at. */
enum { SCT_LOG_ID = 32, SCT_MAX = 32 };

/* The largest LeafIndex (static-ct-api): 40 bits. */
#define SCT_INDEX_MAX ((INT64_C(1) << 40) - 1)

struct sct {
    struct span raw; /* the SerializedSCT */
    struct span log_id;
    uint64_t timestamp_ms; /* since 1970 */
    struct span extensions;
    uint8_t hash, kind; /* SignatureAndHashAlgorithm (RFC 5246 7.4.1.4.1) */
    struct span signature;
    int64_t leaf_index; /* in the extensions; -1: none */
};

/* sct_list_open reads a SignedCertificateTimestampList up to its end; sct_list_next takes the next
 * SerializedSCT off *list.  False at the end and at an error, which is in *fail. */
enum err sct_list_open(struct span *list, struct span value, struct fail *fail) MUST_CHECK;
bool sct_list_next(struct span *list, struct span *raw, struct fail *fail);

/* sct_list_of_ext is the list in an extension of a certificate or OCSP response (RFC 6962 3.3): the
 * value is an OCTET STRING around it. */
enum err sct_list_of_ext(struct span *list, struct span value, struct fail *fail) MUST_CHECK;

/*
 * sct_parse reads one SerializedSCT.  Errors: SCT_VERSION; SCT_FORM; SCT_TIME for a time after the
 * year 9999.  Extensions that are not those of static-ct-api are no error (RFC 6962 3.2 leaves them
 * open): there is no leaf index in them.
 */
enum err sct_parse(struct sct *out, struct span raw, struct fail *fail) MUST_CHECK;

/* What a log has signed: a certificate, or a precertificate without its poison. */
enum sct_entry_type { SCT_X509_ENTRY, SCT_PRECERT_ENTRY };

struct sct_entry {
    enum sct_entry_type type;
    uint8_t issuer_key_hash[32]; /* PRECERT: the SHA-256 of the issuer's SubjectPublicKeyInfo */
    struct span body;            /* the certificate; PRECERT: its TBSCertificate */
};

/* sct_entry_hash_issuer sets issuer_key_hash. */
void sct_entry_hash_issuer(struct sct_entry *entry, struct span spki);

/* What an entry and a timestamp add at most to the bytes of both, for sct_signed. */
enum { SCT_SIGNED_EXTRA = 64 };

/* sct_signed appends what the signature of an SCT covers.  The MerkleTreeLeaf of the entry is the
 * same bytes (RFC 6962 3.2, 3.4): each begins with a version and a type that are 0. */
void sct_signed(struct buf *out, const struct sct *sct, const struct sct_entry *entry);

/* sct_verify: OK if the signature is by this log over `msg`.  SCT_ALGORITHM: RFC 6962 2.1.4 allows
 * ECDSA with P-256, or RSA of 2048 bits or more, with SHA-256; SIG_FORM, SIG_MISMATCH. */
enum err sct_verify(const struct sct *sct, const struct keyinfo *log, struct span msg) MUST_CHECK;

/* log_signature_verify is the same for a DigitallySigned of a log that is not an SCT. */
enum err log_signature_verify(const struct keyinfo *log, unsigned hash, unsigned kind,
                              struct span msg, struct span signature) MUST_CHECK;

/*
 * precert_tbs appends the TBSCertificate that the log has signed: that of the certificate, byte for
 * byte, without the extension that holds the timestamps (RFC 6962 3.2).  If there is no other
 * extension, the field is absent (RFC 5280 4.1.2.9).  SCT_NOT_EMBEDDED if it has no such extension,
 * EXT_DUPLICATE if it has several.
 */
enum err precert_tbs(struct buf *out, const struct cert *cert) MUST_CHECK;

/* sct_entry_rebuild makes the entry of the precertificate; its body is what precert_tbs appends to
 * an empty buffer, which the caller keeps. */
enum err sct_entry_rebuild(struct sct_entry *out, struct buf *tbs, const struct cert *cert,
                           const struct cert *issuer) MUST_CHECK;

#endif
