/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decryption of RSAES-PKCS1-v1_5 as TLS has it: whoever asks says how long the message is, and gets
 * random bytes where the padding is wrong. */
#include "config.h"

#include "tests/wycheproof/wycheproof.h"

#include "lib/crypto/privkey.h"

enum { MESSAGE_MAX = 2048 };

static void fill(void *context, size_t n, uint8_t *out)
{
    (void)context;
    memset(out, 0x17, n);
}

static enum err decrypt(const struct privkey *key, const json_t *test)
{
    static const struct rng rng = {NULL, fill};
    uint8_t out[MESSAGE_MAX];
    struct buf msg, cipher;

    wp_hex(&msg, test, "msg");
    wp_hex(&cipher, test, "ct");
    enum err err = privkey_decrypt(key, out, msg.n, buf_span(&cipher), &rng);
    if (err == ERR_OK && !span_eq(span_of(out, msg.n), buf_span(&msg)))
        err = ERR_SIG_MISMATCH;
    buf_free(&msg);
    buf_free(&cipher);
    return err;
}

void wp_rsa_decrypt(struct wp_tally *tally, const json_t *root, const json_t *group)
{
    const json_t *tests = json_object_get(group, "tests");
    struct privkey *key;
    struct buf der;

    (void)root;
    wp_hex(&der, group, "privateKeyPkcs8");
    enum err key_err = privkey_new(&key, buf_span(&der));
    for (size_t i = 0; i < json_array_size(tests); i++) {
        const json_t *test = json_array_get(tests, i);
        wp_judge(tally, test, key_err != ERR_OK ? key_err : decrypt(key, test));
    }
    privkey_free(key);
    buf_free(&der);
}
