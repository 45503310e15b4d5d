/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requirements about versions, suites, groups, signature schemes and primes. */
#include "config.h"

#include "lib/scan/requirement_inside.h"

#include "lib/tls/wire/tables.h"

/* A server of which no version is known to be accepted has not shown that it is good. */
static void check_versions(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_VERSIONS);
    const struct scan_ids *allowed = &work->requirement->items[REQUIRE_VERSIONS].ids;
    bool any = false;

    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        enum scan_answer accepted = work->facts->versions[row].accepted;
        any = any || accepted == SCAN_YES;
        if (scan_ids_has(allowed, scan_version_numbers[row]))
            continue;
        if (accepted == SCAN_YES)
            requirement_break(work, &line, scan_version_numbers[row]);
        else if (accepted == SCAN_UNKNOWN)
            requirement_doubt(&line);
    }
    if (!any)
        requirement_doubt(&line);
    requirement_put(work, &line);
}

static void check_needed(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_NEEDED_VERSIONS);
    const struct scan_ids *needed = &work->requirement->items[REQUIRE_NEEDED_VERSIONS].ids;

    for (unsigned row = 0; row < SCAN_VERSIONS; row++) {
        enum scan_answer accepted = work->facts->versions[row].accepted;
        if (!scan_ids_has(needed, scan_version_numbers[row]))
            continue;
        if (accepted == SCAN_NO)
            requirement_break(work, &line, scan_version_numbers[row]);
        else if (accepted == SCAN_UNKNOWN)
            requirement_doubt(&line);
    }
    requirement_put(work, &line);
}

static void break_others(struct requirement_work *work, struct requirement_line *line,
                         const struct scan_ids *ids)
{
    const struct scan_ids *allowed = &work->requirement->items[line->item].ids;

    for (size_t i = 0; i < ids->num; i++) {
        const struct suite *suite = suite_find(ids->v[i]);
        bool is_signal =
            line->item == REQUIRE_SUITES && suite != NULL && suite->status == STATUS_SIGNAL;
        if (!is_signal && !scan_ids_has(allowed, ids->v[i]))
            requirement_break(work, line, ids->v[i]);
    }
}

/* SSL 2.0 has suites of its own, none of which a list can allow. */
static void check_suites(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_SUITES);
    bool any = false;

    for (unsigned row = SCAN_VERSIONS; row-- > 0;) {
        const struct scan_version *version = &work->facts->versions[row];

        break_others(work, &line, &version->suites.ids);
        any = any || version->accepted == SCAN_YES;
        if (version->accepted == SCAN_YES && row == SCAN_SSL_2)
            line.result = REQUIREMENT_BROKEN;
        else if (version->accepted == SCAN_UNKNOWN ||
                 (version->accepted == SCAN_YES && !version->suites.complete))
            requirement_doubt(&line);
    }
    if (!any)
        requirement_doubt(&line);
    requirement_put(work, &line);
}

/* Whether a version may use suites whose names have this part: also if that is not known. */
static bool may_use(const struct scan_version *version, const char *part)
{
    bool may = !version->suites.complete;

    for (size_t i = 0; !may && i < version->suites.ids.num; i++) {
        const struct suite *suite = suite_find(version->suites.ids.v[i]);
        may = suite == NULL || suite_is_13(suite) || strstr(suite->name, part) != NULL;
    }
    return may;
}

/* The newest version before TLS 1.3 that may be accepted; SCAN_VERSIONS if there is none.
 * Its groups and schemes are those of the older ones as well: TLS libraries have one list. */
static unsigned newest_before_13(const struct scan_facts *facts)
{
    unsigned row = SCAN_1_2;

    while (row > SCAN_SSL_2 && facts->versions[row].accepted == SCAN_NO)
        row--;
    return row > SCAN_SSL_2 ? row : SCAN_VERSIONS;
}

static const struct scan_list *list_of(const struct scan_version *version,
                                       enum requirement_item item)
{
    return item == REQUIRE_GROUPS ? &version->groups : &version->schemes;
}

/* Suites with "part" in their names use such a list. */
static void check_list(struct requirement_work *work, enum requirement_item item, const char *part)
{
    struct requirement_line line = requirement_line(work, item);
    unsigned old = newest_before_13(work->facts);
    bool any = false;

    for (unsigned row = SCAN_VERSIONS; row-- > SCAN_SSL_3;) {
        const struct scan_version *version = &work->facts->versions[row];
        const struct scan_list *list = list_of(version, item);

        any = any || version->accepted == SCAN_YES;
        break_others(work, &line, &list->ids);
        if (row != SCAN_1_3 && row != old)
            continue;
        if (version->accepted == SCAN_UNKNOWN ||
            (version->accepted == SCAN_YES && !list->complete && may_use(version, part)))
            requirement_doubt(&line);
    }
    if (!any)
        requirement_doubt(&line);
    requirement_put(work, &line);
}

static void check_dh(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_DH_BITS);

    for (unsigned row = SCAN_SSL_3; row <= SCAN_1_2; row++) {
        const struct scan_version *version = &work->facts->versions[row];

        if (version->dh_bits > 0 && version->dh_bits < line.limit) {
            line.result = REQUIREMENT_BROKEN;
            line.number = version->dh_bits;
        } else if (version->accepted == SCAN_UNKNOWN ||
                   (version->accepted == SCAN_YES && version->dh_bits == 0 &&
                    may_use(version, "_DHE_"))) {
            requirement_doubt(&line);
        }
    }
    requirement_put(work, &line);
}

/* With a single suite there is nothing to choose. */
static void check_order(struct requirement_work *work)
{
    struct requirement_line line = requirement_line(work, REQUIRE_SERVER_ORDER);

    for (unsigned row = SCAN_SSL_3; row < SCAN_VERSIONS; row++) {
        const struct scan_version *version = &work->facts->versions[row];
        bool has_choice = !version->suites.complete || version->suites.ids.num > 1;

        if (version->accepted == SCAN_UNKNOWN)
            requirement_doubt(&line);
        else if (version->accepted == SCAN_NO || !has_choice)
            continue;
        else if (version->suites.order == SCAN_ORDER_CLIENT)
            requirement_break(work, &line, scan_version_numbers[row]);
        else if (version->suites.order == SCAN_ORDER_UNKNOWN)
            requirement_doubt(&line);
    }
    requirement_put(work, &line);
}

void requirement_check_lists(struct requirement_work *work)
{
    const struct requirement *requirement = work->requirement;

    if (requirement->items[REQUIRE_VERSIONS].is_asked)
        check_versions(work);
    if (requirement->items[REQUIRE_NEEDED_VERSIONS].is_asked)
        check_needed(work);
    if (requirement->items[REQUIRE_SUITES].is_asked)
        check_suites(work);
    if (requirement->items[REQUIRE_GROUPS].is_asked)
        check_list(work, REQUIRE_GROUPS, "_ECDHE_");
    if (requirement->items[REQUIRE_SCHEMES].is_asked)
        check_list(work, REQUIRE_SCHEMES, "DHE_");
    if (requirement->items[REQUIRE_DH_BITS].is_asked)
        check_dh(work);
    if (requirement->items[REQUIRE_SERVER_ORDER].is_asked)
        check_order(work);
}
