/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "app/fetch/fetch_cache.h"

enum { NOW = 1700000000, LATER = NOW + 1000 };

static char folder[64];
static struct fetch_cache cache;

static int begin(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/test_fetch_cache.XXXXXX");
    assert_non_null(mkdtemp(folder));
    fetch_cache_open(&cache, folder);
    return cache.directory < 0;
}

static int end(void **state)
{
    char command[128];

    (void)state;
    fetch_cache_close(&cache);
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static struct fetch_request request_at(const char *url, int64_t now)
{
    return (struct fetch_request){.kind = FETCH_CRL, .url = span_str(url), .now = now};
}

/* The only file, as a path; false: there is none, or more than one. */
static bool only_file(char path[400])
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    int num = 0;

    assert_non_null(list);
    while ((entry = readdir(list)) != NULL) {
        if (entry->d_name[0] == '.' && entry->d_name[1] != 'n')
            continue;
        num++;
        snprintf(path, 400, "%s/%s", folder, entry->d_name);
    }
    closedir(list);
    return num == 1;
}

static bool has(struct fetch_request request, const char *body)
{
    struct buf out;
    int64_t age = -1;

    buf_init(&out, 1000);
    bool found = fetch_cache_get(&cache, &request, &out, &age);

    if (found) {
        assert_true(span_eq(buf_span(&out), span_str(body)));
        assert_int_equal(age, request.now - NOW);
    } else {
        assert_int_equal(out.n, 0);
    }
    buf_free(&out);
    return found;
}

static void put(const char *url, const char *body)
{
    struct fetch_request r = request_at(url, NOW);

    fetch_cache_put(&cache, &r, span_str(body), LATER);
}

static void test_times(void **state)
{
    struct fetch_request r = request_at("http://a/", NOW);
    char path[400];
    struct stat st;

    (void)state;
    assert_false(has(r, ""));
    put("http://a/", "body");
    assert_true(has(r, "body"));
    assert_true(only_file(path));
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(has(request_at("http://a/", LATER - 1), "body"));
    assert_false(has(request_at("http://a/", LATER), "body"));
    assert_false(has(r, "body")); /* it was removed */
    put("http://a/", "body");
    assert_false(has(request_at("http://a/", NOW - 1), "body")); /* a clock that was set back */
    fetch_cache_put(&cache, &r, SPAN_LIT("x"), NOW);
    assert_false(has(r, "x"));
    /* However late the end, a list is asked for again after a week. */
    fetch_cache_put(&cache, &r, SPAN_LIT("x"), INT64_MAX);
    assert_true(has(request_at("http://a/", NOW + 7 * 86400 - 1), "x"));
    assert_false(has(request_at("http://a/", NOW + 7 * 86400), "x"));
}

/* What was asked for is all of kind, URL and content. */
static void test_keys(void **state)
{
    struct fetch_request r = request_at("http://a/", NOW);

    (void)state;
    put("http://a/", "body");
    assert_false(has(request_at("http://a/b", NOW), ""));
    r.kind = FETCH_ISSUER;
    assert_false(has(r, ""));
    r.kind = FETCH_CRL;
    r.content = SPAN_LIT("c");
    assert_false(has(r, ""));
    put("http://a/", "new");
    assert_true(has(request_at("http://a/", NOW), "new"));
}

/* Each byte that is changed, and each that is missing, is noticed, and the file goes. */
static void test_damage(void **state)
{
    char path[400], bytes[200];

    (void)state;
    put("http://a/", "body");
    assert_true(only_file(path));
    int fd = open(path, O_RDWR);
    ssize_t n = read(fd, bytes, sizeof bytes);
    close(fd);
    assert_int_equal(n, 8 + 32 + 8 + 8 + 32 + 4);
    for (ssize_t i = 0; i < 2 * n; i++) {
        bytes[i % n] ^= 1;
        fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
        assert_int_equal(write(fd, bytes, (size_t)(i < n ? n : i - n)), i < n ? n : i - n);
        close(fd);
        bytes[i % n] ^= 1;
        assert_false(has(request_at("http://a/", NOW), ""));
        if (i != n) /* an empty file is replaced by the next one */
            assert_int_equal(access(path, F_OK), -1);
    }
    put("http://a/", "body");
    assert_true(has(request_at("http://a/", NOW), "body"));
}

/* What is no file of ours is not read. */
static void test_not_ours(void **state)
{
    char path[400], other[500];
    struct fetch_request r = request_at("http://a/", NOW);

    (void)state;
    put("http://a/", "body");
    assert_true(only_file(path));
    assert_int_equal(chmod(path, 0622), 0);
    assert_false(has(r, ""));
    assert_int_equal(chmod(path, 0600), 0);
    assert_true(has(r, "body"));
    if (geteuid() == 0) {
        assert_int_equal(chown(path, 1, 1), 0);
        assert_false(has(r, ""));
        assert_int_equal(chown(path, 0, 0), 0);
    }
    snprintf(other, sizeof other, "%s-moved", path);
    assert_int_equal(rename(path, other), 0);
    assert_int_equal(symlink(other, path), 0);
    assert_false(has(r, ""));
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_false(has(r, "")); /* and does not wait */
    assert_int_equal(unlink(path), 0);
    /* A new file takes the place of a link, and does not go through it. */
    assert_int_equal(symlink(other, path), 0);
    put("http://a/", "new");
    assert_true(has(r, "new"));
    assert_int_equal(unlink(other), 0);
}

/* A directory that others may write to, a link, and one that is not ours are not used. */
static void test_directory(void **state)
{
    struct fetch_cache other;
    char link[128], inside[128];

    (void)state;
    snprintf(link, sizeof link, "%s/link", folder);
    snprintf(inside, sizeof inside, "%s/inside", folder);
    assert_int_equal(symlink(folder, link), 0);
    fetch_cache_open(&other, link);
    assert_int_equal(other.directory, -1);
    fetch_cache_open(&other, inside);
    assert_true(other.directory >= 0);
    fetch_cache_close(&other);
    assert_int_equal(chmod(inside, 0777), 0);
    fetch_cache_open(&other, inside);
    assert_int_equal(other.directory, -1);
    assert_int_equal(chmod(inside, 0700), 0);
    if (geteuid() == 0) {
        assert_int_equal(chown(inside, 1, 1), 0);
        fetch_cache_open(&other, inside);
        assert_int_equal(other.directory, -1);
    }
    fetch_cache_open(&other, "/nowhere/at/all");
    assert_int_equal(other.directory, -1);
    struct fetch_request r = request_at("http://a/", NOW);
    fetch_cache_put(&other, &r, SPAN_LIT("x"), LATER); /* does nothing */
}

/* XDG_CACHE_HOME counts if it is absolute (XDG Base Directory Specification), else HOME. */
static void test_default(void **state)
{
    struct fetch_cache other;
    char path[128];
    struct stat st;

    (void)state;
    snprintf(path, sizeof path, "%s/xdg", folder);
    setenv("XDG_CACHE_HOME", path, 1);
    setenv("HOME", folder, 1);
    fetch_cache_open(&other, NULL);
    assert_true(other.directory >= 0);
    fetch_cache_close(&other);
    snprintf(path, sizeof path, "%s/xdg/tlsbox", folder);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    setenv("XDG_CACHE_HOME", "relative", 1);
    fetch_cache_open(&other, NULL);
    assert_true(other.directory >= 0);
    fetch_cache_close(&other);
    snprintf(path, sizeof path, "%s/.cache/tlsbox", folder);
    assert_int_equal(stat(path, &st), 0);
    setenv("HOME", "", 1);
    fetch_cache_open(&other, NULL);
    assert_int_equal(other.directory, -1);
}

static size_t count_files(void)
{
    DIR *list = opendir(folder);
    const struct dirent *entry;
    size_t num = 0;

    while ((entry = readdir(list)) != NULL)
        num += strlen(entry->d_name) == 64;
    closedir(list);
    return num;
}

/* The oldest files make room, by number and by bytes; what a writer left behind goes too. */
static void test_room(void **state)
{
    char url[40], path[128];

    (void)state;
    snprintf(path, sizeof path, "%s/.new-0123", folder);
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    assert_true(fd >= 0);
    close(fd);
    cache.files_max = 5;
    for (int i = 0; i < 8; i++) {
        snprintf(url, sizeof url, "http://a/%d", i);
        put(url, "body");
        usleep(5000);
    }
    assert_int_equal(count_files(), 5);
    assert_false(has(request_at("http://a/2", NOW), ""));
    assert_true(has(request_at("http://a/3", NOW), "body"));
    cache.bytes_max = 200;
    put("http://a/9", "body");
    assert_int_equal(count_files(), 2);
    assert_true(has(request_at("http://a/9", NOW), "body"));
    assert_int_equal(access(path, F_OK), 0); /* it is new by the clock of the request */
    struct fetch_request r = request_at("http://a/9", INT64_C(1) << 40);
    fetch_cache_put(&cache, &r, SPAN_LIT("x"), INT64_MAX);
    assert_int_equal(access(path, F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_times, begin, end),
        cmocka_unit_test_setup_teardown(test_keys, begin, end),
        cmocka_unit_test_setup_teardown(test_damage, begin, end),
        cmocka_unit_test_setup_teardown(test_not_ours, begin, end),
        cmocka_unit_test_setup_teardown(test_directory, begin, end),
        cmocka_unit_test_setup_teardown(test_default, begin, end),
        cmocka_unit_test_setup_teardown(test_room, begin, end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
