/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/crypto/sigval.h"

#include "tests/unit/crypto/kit.h"

static const struct {
    const char *what, *der;
    enum err err;
    unsigned long r, s;
} rows[] = {
    {"1 and 2", "3006020101020102", ERR_OK, 1, 2},
    {"with the octet that keeps them positive", "300802020080020200ff", ERR_OK, 128, 255},
    {"the longest", "300c02050080000000020300ffff", ERR_OK, 0x80000000, 0xffff},

    {"nothing", "", ERR_SIG_FORM, 0, 0},
    {"no SEQUENCE", "020101020102", ERR_SIG_FORM, 0, 0},
    {"a SET", "3106020101020102", ERR_SIG_FORM, 0, 0},
    {"an empty SEQUENCE", "3000", ERR_SIG_FORM, 0, 0},
    {"one number", "3003020101", ERR_SIG_FORM, 0, 0},
    {"three numbers", "3009020101020102020103", ERR_SIG_FORM, 0, 0},
    {"something behind", "300602010102010200", ERR_SIG_FORM, 0, 0},
    {"cut off", "30060201010201", ERR_SIG_FORM, 0, 0},
    {"length in the long form", "308106020101020102", ERR_SIG_FORM, 0, 0},
    {"indefinite length", "30800201010201020000", ERR_SIG_FORM, 0, 0},
    {"r is 0", "3006020100020102", ERR_SIG_FORM, 0, 0},
    {"s is 0", "3006020101020100", ERR_SIG_FORM, 0, 0},
    {"r is negative", "3006020180020102", ERR_SIG_FORM, 0, 0},
    {"s is negative", "30060201010201ff", ERR_SIG_FORM, 0, 0},
    {"r is padded", "300702020001020102", ERR_SIG_FORM, 0, 0},
    {"s is padded", "300702010102020002", ERR_SIG_FORM, 0, 0},
    {"r is empty", "30050200020102", ERR_SIG_FORM, 0, 0},
    {"r is an ENUMERATED", "30060a0101020102", ERR_SIG_FORM, 0, 0},
    {"r is too long", "300a02050100000000020102", ERR_SIG_FORM, 0, 0},
    {"s is too long", "300a02010102050100000000", ERR_SIG_FORM, 0, 0},
};

static void forms(void **state)
{
    struct arena a;

    (void)state;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct dsa_signature rs;
        dsa_signature_init(&rs);
        enum err err = sigval_read(&rs, fd_hex(&a, rows[i].der), 4);
        if (err != rows[i].err)
            fail_msg("%s: %s", rows[i].what, err_id(err));
        if (err == ERR_OK) {
            assert_int_equal(mpz_get_ui(rs.r), rows[i].r);
            assert_int_equal(mpz_get_ui(rs.s), rows[i].s);
        }
        dsa_signature_clear(&rs);
    }
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
