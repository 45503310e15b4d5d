/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/path/host.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The longest names that are taken, and the same with one character more. */
static void test_longest(void **state)
{
    static const struct {
        const char *front, *back;
    } forms[] = {
        {"https://example.com/", ""},
        {"https://b\xc3\xbc"
         "cher.de/",
         ""},
        {"", "@example.com"},
        {"", "@[192.0.2.1]"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        char text[HOST_TEXT_SIZE + 40];
        size_t most = 0;

        for (size_t n = 1; n < HOST_TEXT_SIZE + 20; n++) {
            struct reference_id h;
            size_t front = strlen(forms[i].front);

            memcpy(text, forms[i].front, front);
            memset(text + front, 'a', n);
            memcpy(text + front + n, forms[i].back, strlen(forms[i].back) + 1);
            if (host_parse(&h, text) == ERR_OK) {
                assert_int_equal(most + 1, n);
                most = n;
            }
        }
        size_t name = strlen(forms[i].front) + most + strlen(forms[i].back);
        assert_int_equal(name + (i == 1 ? strlen("xn--bcher-kva") - strlen("b\xc3\xbc"
                                                                           "cher")
                                        : 0),
                         HOST_TEXT_SIZE);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_longest)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
