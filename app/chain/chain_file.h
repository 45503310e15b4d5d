/* SPDX-License-Identifier: GPL-3.0-or-later */
/* chain_file: the list that should be sent, as the bytes of a file. */
#ifndef TB_APP_CHAIN_CHAIN_FILE_H
#define TB_APP_CHAIN_CHAIN_FILE_H

#include "app/chain/chain_study.h"
#include "app/passphrase.h"

enum chain_form {
    CHAIN_FORM_PEM,
    CHAIN_FORM_DER,
    CHAIN_FORM_PKCS7,
    CHAIN_FORM_PKCS12,
    CHAIN_FORM_COUNT
};

/* The names as in --to, in the order of the enum; NULL is the last one. */
extern const char *const chain_form_names[CHAIN_FORM_COUNT + 1];

/* What protects the integrity of PKCS#12, as in --mac; NULL is the last name. */
enum chain_mac { CHAIN_MAC_UNSET = -1, CHAIN_MAC_HMAC, CHAIN_MAC_PBMAC1, CHAIN_MAC_COUNT };
extern const char *const chain_mac_names[CHAIN_MAC_COUNT + 1];

/* chain_file_put appends the list.  PEM has no text between the blocks, because some programs
 * refuse it; DER is one certificate after the other; PKCS#7 is a set, which has no order. */
enum err chain_file_put(struct buf *out, const struct chain_offer *offer, enum chain_form form,
                        struct arena *arena) MUST_CHECK;

/* chain_file_pkcs12 appends the list as PKCS#12; key_info: the PrivateKeyInfo of the leaf's key, or
 * empty.  The random numbers are the system's. */
enum err chain_file_pkcs12(struct buf *out, const struct chain_offer *offer, struct span key_info,
                           struct pkcs12_seal seal, struct arena *arena) MUST_CHECK;

/* chain_file_judge reads the bytes back and judges what they hold, alone.  NO_CERTIFICATE if these
 * are not the certificates of the list; their order counts where the form has one. */
enum err chain_file_judge(const struct chain_study *study, const struct chain_offer *offer,
                          struct span bytes, struct passphrase *pass,
                          struct verdict *out) MUST_CHECK;

#endif
