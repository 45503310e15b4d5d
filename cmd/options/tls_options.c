/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "cmd/options/tls_options.h"

#include <string.h>

#include "lib/tls/tls.h"

enum { ALPN_NAME_MAX = 255, ALPN_LIST_MAX = 1 << 12 };

/* Takes the first item off a list separated by commas or blanks; false at the end. */
static bool next_item(struct span *list, struct span *out)
{
    size_t n = 0;

    while (list->n > 0 && (list->p[0] == ',' || list->p[0] == ' '))
        *list = span_tail(*list, 1);
    while (n < list->n && list->p[n] != ',' && list->p[n] != ' ')
        n++;
    *out = span_head(*list, n);
    *list = span_tail(*list, n);
    return out->n > 0;
}

/* The value of --tls: the lowest and the highest of the listed versions. */
static int read_versions(struct connect_setup *setup, struct run *run, const char *text)
{
    struct span list = span_str(text), item;
    bool has_12 = false, has_13 = false;

    while (next_item(&list, &item)) {
        bool is_12 = span_eq(item, SPAN_LIT("1.2")), is_13 = span_eq(item, SPAN_LIT("1.3"));

        if (!is_12 && !is_13)
            return cmd_wrong(run, "--tls: '%.*s' is not one of 1.2, 1.3", (int)item.n,
                             (const char *)item.p);
        has_12 = has_12 || is_12;
        has_13 = has_13 || is_13;
    }
    if (!has_12 && !has_13)
        return cmd_wrong(run, "--tls: %s", err_text(ERR_TLS_OFFER_EMPTY));
    setup->min_version = has_12 ? TLS_1_2 : TLS_1_3;
    setup->max_version = has_13 ? TLS_1_3 : TLS_1_2;
    return EXIT_OK;
}

/* Suggestions for an unknown item: the words for sets, and the names of the table. */
static void near_sets(struct suggest *near)
{
    static const char *const sets[] = {"modern", "compatible", "all", "default"};

    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
        suggest_try(near, sets[i]);
}

static void near_suites(struct suggest *near)
{
    const struct suite *s = NULL;

    for (size_t i = 0; (s = suite_at(i)) != NULL; i++) {
        suggest_try(near, s->name);
        if (s->openssl[0] != '\0')
            suggest_try(near, s->openssl);
    }
}

static void near_groups(struct suggest *near)
{
    const struct group *g = NULL;

    for (size_t i = 0; (g = group_at(i)) != NULL; i++)
        suggest_try(near, g->name);
}

static void near_schemes(struct suggest *near)
{
    const struct scheme *s = NULL;

    for (size_t i = 0; (s = scheme_at(i)) != NULL; i++)
        suggest_try(near, s->name);
}

/* Reads one of the three lists; text NULL: not given. */
static int read_numbers(struct numbers *out, struct run *run, const char *option, const char *text,
                        enum err (*read)(struct numbers *out, struct span text, struct span *at),
                        void (*near_names)(struct suggest *near))
{
    struct span at = {0};
    struct suggest near = {0};
    enum err e = text == NULL ? ERR_OK : read(out, span_str(text), &at);

    if (e == ERR_OK)
        return EXIT_OK;
    if (at.n == 0)
        return cmd_wrong(run, "--%s: %s", option, err_text(e));
    near.to = at.p[0] == '-' ? span_tail(at, 1) : at;
    near_sets(&near);
    near_names(&near);
    if (e == ERR_TLS_NOT_SUPPORTED || near.best == NULL)
        return cmd_wrong(run, "--%s: %s: %.*s", option, err_text(e), (int)at.n, (const char *)at.p);
    return cmd_wrong(run, "--%s: %s: %.*s; did you mean %s?", option, err_text(e), (int)at.n,
                     (const char *)at.p, near.best);
}

/* Is the suite one of TLS 1.3?  Of those that are not implemented only the name tells: it has no
 * WITH (RFC 9846 B.4), but for those with MGM (RFC 9367 4). */
static bool is_13(const struct suite *suite)
{
    if (suite->kx != SUITE_KX_NONE || suite->status == STATUS_SIGNAL)
        return suite_is_13(suite);
    return strstr(suite->name, "_WITH_") == NULL || strstr(suite->name, "_MGM_") != NULL;
}

/* Makes suites and versions fit: drops suites of versions that are not offered and, unless --tls
 * was given, versions without a suite.  Unknown numbers stay. */
static int fit_suites(struct connect_setup *setup, struct run *run,
                      const struct tls_options *options)
{
    struct numbers all = setup->suites;
    bool has_12 = false, has_13 = false, has_unknown = false;

    for (size_t i = 0; i < all.num; i++) {
        const struct suite *s = suite_find(all.v[i]);

        has_unknown = has_unknown || s == NULL;
        has_13 = has_13 || (s != NULL && is_13(s));
        has_12 = has_12 || (s != NULL && !is_13(s) && s->status != STATUS_SIGNAL);
    }
    if (options->versions == NULL && !has_unknown && has_12 != has_13) {
        setup->min_version = has_12 ? TLS_1_2 : TLS_1_3;
        setup->max_version = has_13 ? TLS_1_3 : TLS_1_2;
    }
    if (!has_unknown &&
        ((setup->min_version == TLS_1_2 && !has_12) || (setup->max_version == TLS_1_3 && !has_13)))
        return cmd_wrong(run, "--suites: no cipher suite is left for TLS %s",
                         setup->min_version == TLS_1_2 && !has_12 ? "1.2" : "1.3");
    setup->suites.num = 0;
    for (size_t i = 0; i < all.num; i++) {
        const struct suite *s = suite_find(all.v[i]);
        bool fits =
            s == NULL || (is_13(s) ? setup->max_version == TLS_1_3 : setup->min_version == TLS_1_2);

        if (fits)
            setup->suites.v[setup->suites.num++] = all.v[i];
    }
    return EXIT_OK;
}

/* Drops signature schemes that no offered version has.  Unknown numbers stay. */
static int fit_schemes(struct connect_setup *setup, struct run *run)
{
    struct numbers all = setup->schemes;

    setup->schemes.num = 0;
    for (size_t i = 0; i < all.num; i++) {
        const struct scheme *s = scheme_find(all.v[i]);

        if (s == NULL || setup->max_version == TLS_1_3 || scheme_allows(s, TLS_1_2))
            setup->schemes.v[setup->schemes.num++] = all.v[i];
    }
    if (setup->schemes.num == 0)
        return cmd_wrong(run, "--sigalgs: no signature scheme is left for TLS 1.2");
    return EXIT_OK;
}

/* Hybrids alone leave nothing for TLS 1.2. */
static int check_groups(const struct connect_setup *setup, struct run *run)
{
    for (size_t i = 0; i < setup->groups.num; i++) {
        const struct group *g = group_find(setup->groups.v[i]);

        if (g == NULL || group_allows(g, setup->max_version))
            return EXIT_OK;
    }
    return cmd_wrong(run, "--groups: no group is left for TLS 1.2: hybrids need TLS 1.3");
}

/* Makes the wire form: each name with its length in front (RFC 7301 3.1). */
static int read_alpn(struct connect_setup *setup, struct run *run, const char *text)
{
    struct span list = span_str(text), item;
    struct buf wire;
    int code = EXIT_OK;

    buf_init(&wire, ALPN_LIST_MAX);
    while (code == EXIT_OK && next_item(&list, &item)) {
        if (item.n > ALPN_NAME_MAX)
            code =
                cmd_wrong(run, "--alpn: a protocol name can have at most %d bytes", ALPN_NAME_MAX);
        buf_u8(&wire, (uint8_t)item.n);
        buf_put(&wire, item);
    }
    if (code == EXIT_OK && wire.err != ERR_OK)
        code = cmd_wrong(run, "--alpn: %s", err_text(wire.err));
    if (code == EXIT_OK && arena_copy(run->arena, &setup->alpn, buf_span(&wire)) != ERR_OK)
        code = EXIT_FAULT;
    buf_free(&wire);
    return code;
}

static void near_compressions(struct suggest *near)
{
    const struct code *c = NULL;

    for (size_t i = 0; (c = cert_compression_at(i)) != NULL; i++)
        suggest_try(near, c->name);
}

/* The value of --compress-cert: unlike the other lists, it may be empty. */
static int read_compressions(struct connect_setup *setup, struct run *run, const char *text)
{
    if (text != NULL && strcmp(text, "none") == 0) {
        setup->compressions.num = 0;
        return EXIT_OK;
    }
    return read_numbers(&setup->compressions, run, "compress-cert", text, names_compressions,
                        near_compressions);
}

/* The lists of suites, groups and signature schemes. */
static int read_lists(struct connect_setup *setup, struct run *run,
                      const struct tls_options *options, enum offer_limit limit)
{
    bool any = limit == OFFER_ANYTHING;
    int code = read_numbers(&setup->suites, run, "suites", options->suites,
                            any ? names_any_suites : names_suites, near_suites);

    if (code == EXIT_OK)
        code = read_numbers(&setup->groups, run, "groups", options->groups,
                            any ? names_any_groups : names_groups, near_groups);
    if (code == EXIT_OK)
        code = read_numbers(&setup->schemes, run, "sigalgs", options->sigalgs,
                            any ? names_any_schemes : names_schemes, near_schemes);
    if (code == EXIT_OK)
        code = read_compressions(setup, run, options->compressions);
    if (code == EXIT_OK)
        code = fit_suites(setup, run, options);
    if (code == EXIT_OK)
        code = check_groups(setup, run);
    return code == EXIT_OK ? fit_schemes(setup, run) : code;
}

bool tls_options_is_asked(const struct tls_options *options)
{
    return options->versions != NULL || options->suites != NULL || options->groups != NULL ||
           options->sigalgs != NULL || options->compressions != NULL || options->alpn != NULL;
}

/* Versions come before the lists, since fit_suites and fit_schemes compare both. */
int tls_options_read(struct connect_setup *out, struct run *run, const struct tls_options *options,
                     enum offer_limit limit, const char *alpn)
{
    struct tls_config base = tls_config_default();
    int code = EXIT_OK;

    *out = (struct connect_setup){.min_version = base.min_version,
                                  .max_version = base.max_version,
                                  .suites = base.suites,
                                  .groups = base.groups,
                                  .schemes = base.schemes};
    names_default_compressions(&out->compressions);
    if (options->versions != NULL)
        code = read_versions(out, run, options->versions);
    if (code == EXIT_OK)
        code = read_lists(out, run, options, limit);
    if (code == EXIT_OK)
        code = read_alpn(out, run, options->alpn != NULL ? options->alpn : alpn);
    return code;
}
