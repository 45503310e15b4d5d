/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "app/verify/cert_input.h"

/* The private key of a file is gone from the arena when the input is closed. */
static void test_key_wiped(void **state)
{
    static const char text[] = "-----BEGIN PRIVATE KEY-----\n"
                               "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                               "-----END PRIVATE KEY-----\n";
    char path[] = "/tmp/test_input.XXXXXX";
    int fd = mkstemp(path);
    struct arena arena;
    struct cert_input in;

    (void)state;
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    close(fd);
    arena_init(&arena, 1 << 20);
    assert_int_equal(cert_input_read(&in, path, CERT_INPUT_ANY, &arena), ERR_OK);
    unlink(path);
    assert_int_equal(in.num_items, 1);
    struct span key = in.items[0].item.decoded;

    assert_int_equal(key.n, 48);
    assert_int_equal(key.p[16], 0xd4);
    cert_input_close(&in);
    for (size_t i = 0; i < key.n; i++)
        assert_int_equal(key.p[i], 0);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_key_wiped)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
