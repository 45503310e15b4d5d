/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "app/serve/static_file.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static char top[] = "/tmp/test_static_file.XXXXXX";

/* at is a path below the test's directory, until the next but seven. */
static const char *at(const char *name)
{
    static char paths[8][512];
    static size_t next;
    char *out = paths[next++ % COUNT(paths)];

    snprintf(out, sizeof paths[0], "%s/%s", top, name);
    return out;
}

static const char *const folders[] = {"www",       "www/sub",           "www/sub/deep",
                                      "www/empty", "www/.git",          "www/.well-known",
                                      "www/odd",   "www/odd/index.html"};

/* Each file holds its own path. */
static const char *const files[] = {
    "secret",
    "www/file",
    "www/a b.TXT",
    "www/two.js.html",
    "www/.hidden",
    "www/.git/config",
    "www/.well-known/x",
    "www/sub/index.html",
    "www/sub/deep/x.json",
    "www/%2e%2e",
    "www/a\\b",
    "www/..a",
    "www/a?b",
    "www/\xc3\xbc",
    "www/sub/.well-known",
    "www/shrinks",
};

static const char *const links[][2] = {
    {"../secret", "www/out"},    {"..", "www/up"}, {"sub", "www/near"}, {"file", "www/link"},
    {"nothing", "www/dangling"},
};

static void put(const char *name)
{
    FILE *f = fopen(at(name), "w");

    assert_non_null(f);
    assert_int_equal(fputs(name, f) >= 0, 1);
    assert_int_equal(fclose(f), 0);
}

static void put_socket(const char *name)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    assert_true(fd >= 0);
    snprintf(to.sun_path, sizeof to.sun_path, "%s", at(name));
    assert_int_equal(bind(fd, (const struct sockaddr *)&to, sizeof to), 0);
    close(fd);
}

static int set_up(void **state)
{
    char name[512] = "www/";

    (void)state;
    assert_non_null(mkdtemp(top));
    for (size_t i = 0; i < COUNT(folders); i++)
        assert_int_equal(mkdir(at(folders[i]), 0700), 0);
    for (size_t i = 0; i < COUNT(files); i++)
        put(files[i]);
    for (size_t i = 0; i < COUNT(links); i++)
        assert_int_equal(symlink(links[i][0], at(links[i][1])), 0);
    assert_int_equal(mkfifo(at("www/fifo"), 0600), 0);
    put_socket("www/socket");
    memset(name + strlen(name), 'n', 255);
    put(name);
    return 0;
}

static int tear_down(void **state)
{
    char command[64];

    (void)state;
    snprintf(command, sizeof command, "rm -r %s", top);
    return system(command);
}

static int open_root(void)
{
    int root, sys_errno;

    assert_int_equal(static_file_root(&root, at("www"), &sys_errno), ERR_OK);
    return root;
}

struct row {
    int status;
    const char *target, *holds, *type;
};

static const char binary[] = "application/octet-stream", html[] = "text/html; charset=utf-8";

static const struct row rows[] = {
    {200, "/file", "www/file", binary},
    {200, "/file?../secret", "www/file", binary},
    {200, "/%66%69le", "www/file", binary},
    {200, "/a%20b.TXT", "www/a b.TXT", "text/plain; charset=utf-8"},
    {200, "/two.js.html", "www/two.js.html", html},
    {200, "/sub/", "www/sub/index.html", html},
    {200, "/sub/?x", "www/sub/index.html", html},
    {200, "/sub/index.html", "www/sub/index.html", html},
    {200, "/sub/deep/x.json", "www/sub/deep/x.json", "application/json"},
    {200, "/a%3Fb", "www/a?b", binary},
    {200, "/a%3fb", "www/a?b", binary},
    {200, "/%c3%BC", "www/\xc3\xbc", binary},
    {200, "/a\\b", "www/a\\b", binary},
    {404, "/a?b", NULL, NULL},
    /* RFC 8615. */
    {200, "/.well-known/x", "www/.well-known/x", binary},
    {301, "/.well-known", NULL, NULL},
    /* Folders. */
    {301, "/sub", NULL, NULL},
    {301, "/sub?x", NULL, NULL},
    {301, "/sub/deep", NULL, NULL},
    {404, "/", NULL, NULL},
    {404, "/empty/", NULL, NULL},
    {404, "/odd/", NULL, NULL},
    {404, "/nothing", NULL, NULL},
    {404, "/nothing/", NULL, NULL},
    {404, "/nothing/file", NULL, NULL},
    {404, "/file/", NULL, NULL},
    {404, "/file/x", NULL, NULL},
    /* Upwards (RFC 3986 5.2.4 is for clients), in every writing. */
    {404, "/../secret", NULL, NULL},
    {404, "/sub/../file", NULL, NULL},
    {404, "/sub/../../secret", NULL, NULL},
    {404, "/..", NULL, NULL},
    {404, "/../", NULL, NULL},
    {404, "/.", NULL, NULL},
    {404, "/./", NULL, NULL},
    {404, "/./file", NULL, NULL},
    {404, "/sub/..", NULL, NULL},
    {404, "/%2e%2e/secret", NULL, NULL},
    {404, "/.%2E/secret", NULL, NULL},
    {404, "/%2e./secret", NULL, NULL},
    {404, "/%2e/file", NULL, NULL},
    {404, "/..%2fsecret", NULL, NULL},
    {404, "/sub%2findex.html", NULL, NULL},
    {404, "/%2ffile", NULL, NULL},
    {404, "/sub/..%2F..%2fsecret", NULL, NULL},
    {404, "/..a", NULL, NULL},
    /* Decoded once: what is meant is a file of that name. */
    {200, "/%252e%252e", "www/%2e%2e", binary},
    {404, "/%252e%252e/secret", NULL, NULL},
    {404, "/%252e%252e%252fsecret", NULL, NULL},
    {404, "/sub%252findex.html", NULL, NULL},
    /* RFC 3986 3.3: an empty part is one. */
    {404, "//file", NULL, NULL},
    {404, "//", NULL, NULL},
    {404, "//sub", NULL, NULL},
    {404, "/sub//", NULL, NULL},
    {404, "/sub//index.html", NULL, NULL},
    {404, "/sub/deep//x.json", NULL, NULL},
    /* Hidden. */
    {404, "/.hidden", NULL, NULL},
    {404, "/%2ehidden", NULL, NULL},
    {404, "/.git/config", NULL, NULL},
    {404, "/.git", NULL, NULL},
    {404, "/.git/", NULL, NULL},
    /* Links, wherever they lead, and what is no file. */
    {404, "/out", NULL, NULL},
    {404, "/up/secret", NULL, NULL},
    {404, "/up", NULL, NULL},
    {404, "/near/index.html", NULL, NULL},
    {404, "/near/", NULL, NULL},
    {404, "/near", NULL, NULL},
    {404, "/link", NULL, NULL},
    {404, "/dangling", NULL, NULL},
    {404, "/fifo", NULL, NULL},
    {404, "/fifo/", NULL, NULL},
    {404, "/socket", NULL, NULL},
    /* RFC 3986 2.1. */
    {400, "/%00", NULL, NULL},
    {400, "/file%00", NULL, NULL},
    {400, "/file%00.html", NULL, NULL},
    {400, "/sub/%00/x", NULL, NULL},
    {400, "/%", NULL, NULL},
    {400, "/%6", NULL, NULL},
    {400, "/%6/x", NULL, NULL},
    {400, "/%g6", NULL, NULL},
    {400, "/%6g", NULL, NULL},
    {400, "/%-1", NULL, NULL},
    {400, "/%%36%36", NULL, NULL},
    {400, "/file%", NULL, NULL},
    {400, "/fil%6?5", NULL, NULL},
};

/* fds_open counts, so that none is left. */
static size_t fds_open(void)
{
    size_t num = 0;

    for (int fd = 0; fd < 256; fd++)
        num += dup2(fd, fd) == fd;
    return num;
}

/* What is there and cannot be opened now is not said to be missing: whatever part of the path was
 * the one too many. */
static void test_no_descriptors(void **state)
{
    int root = open_root();
    struct rlimit before, now;
    struct file_parts f;
    const char *type;

    (void)state;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    for (rlim_t more = 0; more < 3; more++) {
        now = before;
        now.rlim_cur = (rlim_t)root + 1 + more;
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
        int status = static_file_open(&f, &type, root, SPAN_LIT("/sub/deep/x.json"));
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        /* Of a path, two folders or the last one and the file are open at a time. */
        assert_int_equal(status, more < 2 ? 503 : 200);
        file_parts_close(&f);
    }
    static_file_root_close(root);
}

static void test_forbidden(void **state)
{
    struct file_parts f;
    const char *type;

    (void)state;
    assert_int_equal(chmod(at("www/file"), 0), 0);
    assert_int_equal(chmod(top, 0755), 0);
    int root = open_root();
    if (geteuid() == 0 && setegid(65534) + seteuid(65534) != 0)
        skip();
    int status = static_file_open(&f, &type, root, SPAN_LIT("/file"));
    (void)seteuid(getuid());
    (void)setegid(getgid());
    assert_int_equal(status, 403);
    assert_int_equal(chmod(at("www/file"), 0644), 0);
    static_file_root_close(root);
}

static void test_paths(void **state)
{
    size_t before = fds_open();
    int root = open_root();

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct row *r = &rows[i];
        struct file_parts f;
        uint8_t room[64];
        const char *type = NULL;
        size_t n = 0;
        int status = static_file_open(&f, &type, root, span_str(r->target));

        if (status != r->status || f.open != (status == 200))
            fail_msg("%s: %d", r->target, status);
        if (status != 200)
            continue;
        assert_int_equal(f.size, strlen(r->holds));
        assert_int_equal(file_parts_read(&f, 0, room, sizeof room, &n), ERR_OK);
        assert_true(span_eq(span_of(room, n), span_str(r->holds)));
        assert_string_equal(type, r->type);
        file_parts_close(&f);
    }
    static_file_root_close(root);
    assert_int_equal(fds_open(), before);
}

static void append(char *to, const char *more)
{
    memcpy(to + strlen(to), more, strlen(more) + 1);
}

/* A name has 255 bytes at most, counted when the escapes are gone. */
static void test_long_names(void **state)
{
    int root = open_root();

    (void)state;
    for (size_t n = 254; n <= 257; n++) {
        char plain[512] = "/", escaped[1024] = "/";
        const char *type;
        struct file_parts f;

        for (size_t i = 0; i < n; i++) {
            append(plain, "n");
            append(escaped, "%6e");
        }
        assert_int_equal(static_file_open(&f, &type, root, span_str(plain)), n == 255 ? 200 : 404);
        file_parts_close(&f);
        assert_int_equal(static_file_open(&f, &type, root, span_str(escaped)),
                         n == 255 ? 200 : 404);
        file_parts_close(&f);
    }
    static_file_root_close(root);
}

/* A target ends where its span does. */
static void test_ends(void **state)
{
    static const char text[] = "/file%00";
    int root = open_root();
    const char *type;
    struct file_parts f;

    (void)state;
    assert_int_equal(static_file_open(&f, &type, root, span_of(text, 5)), 200);
    file_parts_close(&f);
    assert_int_equal(static_file_open(&f, &type, root, span_of(text, 6)), 400);
    assert_int_equal(static_file_open(&f, &type, root, span_of(text, 7)), 400);
    static_file_root_close(root);
}

/* What is sent has the length that was announced, or it is seen that it has not. */
static void test_changes(void **state)
{
    static const size_t size = sizeof "www/shrinks" - 1;
    int root = open_root();
    const char *type;
    uint8_t room[64];
    struct file_parts f;
    size_t n;

    (void)state;
    assert_int_equal(static_file_open(&f, &type, root, SPAN_LIT("/shrinks")), 200);
    assert_int_equal(truncate(at("www/shrinks"), 5), 0);
    assert_int_equal(f.size, size);
    assert_int_equal(file_parts_read(&f, 0, room, size, &n), ERR_OK);
    assert_int_equal(n, 5);
    assert_int_equal(file_parts_read(&f, 5, room, size - 5, &n), ERR_OK);
    assert_int_equal(n, 0);
    file_parts_close(&f);
    assert_int_equal(static_file_open(&f, &type, root, SPAN_LIT("/shrinks")), 200);
    assert_int_equal(f.size, 5);
    /* Replaced or gone: what is open stays what it was. */
    assert_int_equal(unlink(at("www/shrinks")), 0);
    assert_int_equal(file_parts_read(&f, 0, room, sizeof room, &n), ERR_OK);
    assert_true(span_eq(span_of(room, n), SPAN_LIT("www/s")));
    file_parts_close(&f);
    assert_int_equal(static_file_open(&f, &type, root, SPAN_LIT("/shrinks")), 404);
    static_file_root_close(root);
}

static void test_roots(void **state)
{
    static const struct {
        const char *name;
        int sys_errno;
    } bad[] = {{"nothing", ENOENT}, {"secret", ENOTDIR}};
    int root, sys_errno;

    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_int_equal(static_file_root(&root, at(bad[i].name), &sys_errno), ERR_OPEN);
        assert_int_equal(sys_errno, bad[i].sys_errno);
        static_file_root_close(root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_no_descriptors),
        cmocka_unit_test(test_forbidden), cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_ends),      cmocka_unit_test(test_changes),
        cmocka_unit_test(test_roots),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
