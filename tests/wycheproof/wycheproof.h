/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wycheproof: what the kinds of vectors share. */
#ifndef TB_TESTS_WYCHEPROOF_WYCHEPROOF_H
#define TB_TESTS_WYCHEPROOF_WYCHEPROOF_H

#include <jansson.h>

#include "lib/base/buf.h"

/* What TLS has no use for, so that the library has not got it: told, and not run. */
enum wp_outside {
    WP_NONCE,
    WP_TAG,
    WP_KEY_192,
    WP_CURVE,
    WP_HASH,
    WP_OUTSIDE_COUNT,
};

struct wp_tally {
    const char *path; /* of the file that is run */
    unsigned agree, false_accept, false_reject, skipped, unreadable;
    unsigned outside[WP_OUTSIDE_COUNT];
};

const char *wp_text(const json_t *object, const char *name); /* "" where it is not there */
json_int_t wp_int(const json_t *object, const char *name);

/* wp_hex makes a buffer of the bytes that a member gives in hexadecimal; the caller frees it. */
void wp_hex(struct buf *out, const json_t *object, const char *name);

/* wp_judge holds what the library said against what the test expects. */
void wp_judge(struct wp_tally *tally, const json_t *test, enum err got);

/* wp_outside counts all tests of a group as out of scope. */
void wp_outside(struct wp_tally *tally, enum wp_outside why, const json_t *group);

/* One function for each kind; a group is run whole. */
void wp_rsa_pkcs1(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_rsa_pss(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_ecdsa(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_eddsa(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_dsa(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_aead(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_cbc(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mac(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_hkdf(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_xdh(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_ecdh_point(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_ecdh_spki(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_rsa_decrypt(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mldsa_verify(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mldsa_sign(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mlkem_keygen(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mlkem_encaps(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mlkem_decaps(struct wp_tally *tally, const json_t *root, const json_t *group);
void wp_mlkem_expanded(struct wp_tally *tally, const json_t *root, const json_t *group);

#endif
