/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/wire/ext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/tls/codec.h"

static enum err shares_parse(struct span d, struct fail *f)
{
    struct span list;

    return ext_shares_parse(&list, d, f);
}

static void shares_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct span list;
    struct key_share v[4];
    size_t num = 0;

    assert_int_equal(ext_shares_parse(&list, d, &f), ERR_OK);
    struct rd r = rd_init(list, &f);
    while (num < 4 && ext_share_next(&r, &v[num]))
        num++;
    ext_shares_put(b, v, num);
}

static enum err share_parse(struct span d, struct fail *f)
{
    struct key_share s;

    return ext_share_parse(&s, d, f);
}

static void share_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct key_share s;

    assert_int_equal(ext_share_parse(&s, d, &f), ERR_OK);
    assert_int_equal(s.group, GROUP_X25519);
    ext_share_put(b, &s);
}

static void test_shares(void **state)
{
    static const struct codec all = {"key_share of a client", shares_parse, shares_rewrite, false,
                                     TLSX_KEY_SHARE};
    static const struct codec one = {"key_share of a server", share_parse, share_rewrite, false,
                                     TLSX_KEY_SHARE};

    (void)state;
    codec_good(&all, "0000", 0);
    codec_good(&all, "000c 001d 0002 abcd 0017 0002 0405", 0);
    codec_bad(&all, "0004 001d 0000", ERR_TLS_VECTOR);
    codec_bad(&all, "0005 001d 0002 ab", ERR_TLS_TRUNCATED);
    codec_bad(&all, "0003 001d 00", ERR_TLS_TRUNCATED);
    codec_bad(&all, "0001 00", ERR_TLS_TRUNCATED);
    codec_good(&one, "001d 0020 ab*32", 0);
    codec_bad(&one, "001d 0000", ERR_TLS_VECTOR);
}

static enum err psk_parse(struct span d, struct fail *f)
{
    struct psk_offer psk;

    return ext_psk_parse(&psk, d, f);
}

/* Of one identity and a binder of zero bytes, as it is written. */
static void psk_rewrite(struct buf *b, struct span d)
{
    struct fail f = {0};
    struct psk_offer psk;
    struct psk_identity id;
    struct span binder;
    size_t binders;

    assert_int_equal(ext_psk_parse(&psk, d, &f), ERR_OK);
    assert_int_equal(psk.num, 1);
    struct rd identities = rd_init(psk.identities, &f), list = rd_init(psk.binders, &f);
    assert_true(ext_psk_identity_next(&identities, &id));
    assert_false(ext_psk_identity_next(&identities, &(struct psk_identity){0}));
    assert_true(ext_psk_binder_next(&list, &binder));
    assert_false(ext_psk_binder_next(&list, &(struct span){0}));
    /* The zeros are written: what stood there before was something else. */
    buf_put(b, codec_hex("ff*256"));
    buf_truncate(b, 0);
    ext_psk_put(b, &id, binder.n, &binders);
    assert_int_equal(binders, b->n - 2 - 1 - binder.n);
}

static void test_psk(void **state)
{
    static const struct codec c = {"pre_shared_key", psk_parse, psk_rewrite, false,
                                   TLSX_PRE_SHARED_KEY};
    static const struct codec two = {"two of them", psk_parse, NULL, false, TLSX_PRE_SHARED_KEY};

    (void)state;
    codec_good(&c, "0007 0001 aa 01020304 0021 20 00*32", 0);
    codec_good(&c, "000a 0004 aabbccdd 01020304 0031 30 00*48", 0);
    codec_good(&two, "000e 0001 aa 01020304 0001 bb 05060708 0042 20 11*32 20 22*32", 0);
    codec_bad(&c, "0006 0000 01020304 0021 20 00*32", ERR_TLS_VECTOR);
    codec_bad(&c, "0000 0021 20 00*32", ERR_TLS_VECTOR);
    codec_bad(&c, "0007 0001 aa 01020304 0000", ERR_TLS_VECTOR);
    codec_bad(&c, "0007 0000 01020304 00 0021 20 00*32", ERR_TLS_VECTOR);
    codec_bad(&c, "0007 0002 aa 01020304 0021 20 00*32", ERR_TLS_TRUNCATED);
    codec_bad(&c, "0007 0001 aa 01020304 0020 1f 00*31", ERR_TLS_VECTOR);
    codec_bad(&c, "0007 0001 aa 01020304 0021 1f 00*32", ERR_TLS_VECTOR);
    codec_bad(&c, "0007 0001 aa 01020304 0021 21 00*32", ERR_TLS_TRUNCATED);
    codec_bad(&c, "000e 0001 aa 01020304 0001 bb 05060708 0021 20 11*32", ERR_TLS_PSK_BINDERS);
    codec_bad(&c, "0007 0001 aa 01020304 0042 20 11*32 20 22*32", ERR_TLS_PSK_BINDERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares),
        cmocka_unit_test(test_psk),
    };

    return cmocka_run_group_tests(tests, NULL, codec_free);
}
