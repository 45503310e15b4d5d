/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "tests/unit/view/markup.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { DEPTH_MAX = 32, NAME_SIZE = 24 };

struct open {
    char names[DEPTH_MAX][NAME_SIZE];
    size_t num;
};

static bool is_void(const char *name)
{
    static const char *const names[] = {"!doctype", "meta", "link", "line", "path", "rect"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static void take_name(char out[NAME_SIZE], struct span tag)
{
    size_t n = 0;

    while (n < tag.n && tag.p[n] != ' ' && tag.p[n] != '/')
        n++;
    assert_in_range(n, 1, NAME_SIZE - 1);
    memcpy(out, tag.p, n);
    out[n] = 0;
}

/* Attributes: no handler, and of addresses the empty icon alone. */
static void check_tag(struct span tag)
{
    char text[1024];

    assert_true(tag.n < sizeof text);
    memcpy(text, tag.p, tag.n);
    text[tag.n] = 0;
    assert_null(strstr(text, " on"));
    assert_null(strstr(text, " src="));
    assert_null(strstr(text, " style="));
    const char *href = strstr(text, " href=");
    assert_true(href == NULL || strncmp(href, " href=\"data:,\"", 14) == 0);
    const char *url = strstr(text, "://");
    assert_true(url == NULL || strstr(text, "xmlns=\"http://www.w3.org/2000/svg\"") != NULL);
}

static void take_tag(struct open *open, struct span tag)
{
    char name[NAME_SIZE];

    if (tag.n > 0 && tag.p[0] == '/') {
        take_name(name, span_tail(tag, 1));
        assert_true(open->num > 0);
        assert_string_equal(open->names[open->num - 1], name);
        open->num--;
        return;
    }
    take_name(name, tag);
    check_tag(tag);
    assert_string_not_equal(name, "script");
    if (is_void(name))
        return;
    assert_true(open->num < DEPTH_MAX);
    memcpy(open->names[open->num++], name, NAME_SIZE);
}

static void check_text(struct span text)
{
    for (size_t i = 0; i < text.n; i++) {
        assert_int_not_equal(text.p[i], '>');
        if (text.p[i] == '&')
            assert_in_range(span_find(span_tail(text, i), ';'), 2, 6);
    }
}

static void check(struct span page)
{
    struct open open = {.num = 0};

    while (page.n > 0) {
        size_t n = span_find(page, '<');
        /* A style sheet is no text: its selectors may hold >. */
        if (open.num == 0 || strcmp(open.names[open.num - 1], "style") != 0)
            check_text(span_head(page, n));
        page = span_tail(page, n);
        if (page.n == 0)
            break;
        n = span_find(page, '>');
        assert_true(n < page.n);
        take_tag(&open, span_tail(span_head(page, n), 1));
        page = span_tail(page, n + 1);
    }
    assert_int_equal(open.num, 0);
}

void markup_check(struct span page)
{
    assert_true(span_starts(page, SPAN_LIT("<!doctype html>\n")));
    check(page);
}

void markup_check_svg(struct span picture)
{
    assert_true(span_starts(picture, SPAN_LIT("<svg xmlns=")));
    check(picture);
}
