/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scan_names: the names and the standing of what a server accepts, the same in all views. */
#ifndef TB_LIB_VIEW_SCAN_SCAN_NAMES_H
#define TB_LIB_VIEW_SCAN_SCAN_NAMES_H

#include "lib/scan/facts.h"
#include "lib/scan/scan_judge.h"
#include "lib/tls/wire/tables.h"
#include "lib/view/cert/checks.h"

enum { SCAN_NAME_SIZE = 64 };

/* One of the numbers in a list of facts. */
struct scan_name {
    char text[SCAN_NAME_SIZE]; /* IANA's, or the number: "0xcafe" */
    enum status status;        /* WEAK if the number is not known */
    bool is_known;
    const char *note; /* what is good or bad about it, in a few words of English */
};

struct scan_name scan_suite_name(uint16_t id);
struct scan_name scan_group_name(uint16_t id);
struct scan_name scan_scheme_name(uint16_t id);

/* scan_seen is a copy of the facts for views of many targets: what a server chose of the only hello
 * of --quick stands where what it accepts stands otherwise. */
void scan_seen(struct scan_facts *out, const struct scan_facts *facts);

/* scan_accepted is suite i of a version, of SSL 2.0 too; scan_num_accepted is their number. */
struct scan_name scan_accepted(const struct scan_facts *facts, enum scan_version_row row, size_t i);
size_t scan_num_accepted(const struct scan_facts *facts, enum scan_version_row row);

/* scan_worst_suite is the lowest standing of the suites of a version. */
enum status scan_worst_suite(const struct scan_facts *facts, enum scan_version_row row);

/* scan_status_mark is the sign of a standing, scan_status_note the word for it. */
enum mark scan_status_mark(enum status status);
const char *scan_status_note(enum status status);

/* A group or scheme, with the versions that use it. */
struct scan_use {
    uint16_t id;
    uint8_t versions; /* a bit for each row */
};
enum { SCAN_USES_MAX = 256 };

/* scan_groups and scan_schemes are those of all versions, the newest version's first, and return
 * their number. */
size_t scan_groups(struct scan_use out[SCAN_USES_MAX], const struct scan_facts *facts);
size_t scan_schemes(struct scan_use out[SCAN_USES_MAX], const struct scan_facts *facts);

/* The columns of features.def. */
struct scan_feature_row {
    enum scan_kind kind;
    char key[28], title[48];
};
const struct scan_feature_row *scan_feature_row(enum scan_feature feature);

/* scan_level_word is "medium", to be translated. */
const char *scan_level_word(enum scan_level level);

/* scan_trouble_word is "unreached", …: of JSON; NULL: the scan is whole. */
const char *scan_trouble_word(enum scan_trouble trouble);

#endif
