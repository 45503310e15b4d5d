/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests of HTTP/1: at once, in pieces, and behind each other; and their paths in a folder. */
#include "config.h"

#include "fuzz/fuzz.h"

#include "lib/http/http_request.h"
#include "app/serve/static_file.h"

const char fuzz_name[] = "request";

static bool inside(struct span whole, struct span part)
{
    return part.n == 0 || span_contains(whole, part);
}

/* Whatever is answered was whole, and ends where the next one begins. */
static void check(const struct http_request *r, struct span in)
{
    struct span used = span_head(in, r->n);

    REQUIRE(r->status == 0 || (r->status >= 200 && r->status < 600));
    REQUIRE(r->n <= in.n && r->n <= HTTP_REQUEST_HEAD_MAX);
    REQUIRE(inside(in, r->head) && inside(in, r->line));
    REQUIRE(r->status == 200 || !r->keep);
    REQUIRE(!r->wants_html || !r->wants_json);
    if (r->status != 200)
        return;
    REQUIRE(r->head.n > 4 && memcmp(used.p + used.n - 4, "\r\n\r\n", 4) == 0);
    REQUIRE(memchr(used.p, 0, used.n) == NULL);
    REQUIRE(r->line.n <= HTTP_REQUEST_LINE_MAX && span_starts(r->head, r->line));
    REQUIRE(r->target.n > 0 && r->target.p[0] == '/');
    /* It goes into the field Location. */
    for (size_t i = 0; i < r->target.n; i++)
        REQUIRE(r->target.p[i] > ' ' && r->target.p[i] < 0x7f);
}

/* The first verdict on a part is that on the whole. */
static void check_parts(const struct http_request *whole, struct span in, size_t chunk)
{
    struct http_request part = {0};

    for (size_t n = 0; part.status == 0 && n < in.n; n += chunk)
        http_request_read(&part, span_head(in, n + chunk));
    if (part.status == 0)
        http_request_read(&part, in);
    REQUIRE(part.status == whole->status && part.n == whole->n && part.keep == whole->keep);
    REQUIRE(part.is_head == whole->is_head && span_eq(part.target, whole->target));
    REQUIRE(part.wants_html == whole->wants_html && part.wants_json == whole->wants_json);
}

/* What is in the folder of the build is not known, but what may come of it is. */
static void check_path(struct span target)
{
    struct span path = span_head(target, span_find(target, '?'));
    struct file_parts f;
    const char *type = NULL;
    int root, sys_errno;

    if (static_file_root(&root, ".", &sys_errno) != ERR_OK)
        return;
    int status = static_file_open(&f, &type, root, target);

    static_file_root_close(root);
    REQUIRE(status == 200 || status == 301 || status == 400 || status == 404);
    REQUIRE(f.open == (status == 200));
    if (f.open)
        REQUIRE(type != NULL);
    /* A Location that begins so names another host. */
    REQUIRE(status != 301 || !span_starts(path, SPAN_LIT("//")));
    file_parts_close(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1)
        return 0;
    struct span left = span_of(data + 1, size - 1);
    struct http_request r = {.keep = true};

    while (r.keep) {
        http_request_read(&r, left);
        check(&r, left);
        /* In at most some sixty pieces, or this would be what costs most. */
        check_parts(&r, left, data[0] % 16u + 1 + r.n / 64);
        if (r.status == 200)
            check_path(r.target);
        left = span_tail(left, r.n);
    }
    return 0;
}
