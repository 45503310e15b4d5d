/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * requirement: what `scan --require` asks of a server, and whether it is so.
 *
 * A requirement is lines of KEY = VALUE, with the keys of requirement_items.def and features.def,
 * comments that begin with #, and blank lines.  Only what is written is asked for.  `like = NAME`
 * begins with all lines of a guideline of guidelines.def; later lines replace them.  `title` is for
 * people.
 *
 * What is not known never passes.
 */
#ifndef TB_LIB_SCAN_REQUIREMENT_H
#define TB_LIB_SCAN_REQUIREMENT_H

#include "lib/scan/scan_judge.h"

enum requirement_item {
#define REQUIREMENT(id, key, form, topic, text) REQUIRE_##id,
#include "lib/scan/requirement_items.def"
#undef REQUIREMENT
    REQUIRE_COUNT
};
const char *requirement_key(enum requirement_item item);
const char *requirement_sentence(enum requirement_item item);
enum scan_topic requirement_topic(enum requirement_item item); /* of the ids that break it */

struct requirement {
    struct span title;
    struct {
        bool is_asked;
        struct scan_ids ids; /* of lists; of KEYS enum key_kind, of SIGNATURES enum oid */
        uint32_t number;
    } items[REQUIRE_COUNT];
    enum scan_answer features[FEATURE_COUNT]; /* UNKNOWN: not asked for */
};

/* Where a text is wrong.  The error alone is the sentence; at is the word concerned. */
struct requirement_fault {
    enum err err;
    size_t line; /* from 1 */
    struct span at;
    const char *meant; /* the word that was probably meant, or NULL */
};

/* requirement_read reads a text, which must outlive *out.  Errors: REQUIREMENT_*, TLS_*_NAME and
 * those of the arena, with the place in *fault. */
enum err requirement_read(struct requirement *out, struct span text, struct arena *arena,
                          struct requirement_fault *fault) MUST_CHECK;

/* requirement_find is a guideline by its name: false if there is none.  requirement_name is the
 * name of guideline i, NULL after the last one. */
enum err requirement_find(bool *found, struct requirement *out, struct span name,
                          struct arena *arena) MUST_CHECK;
const char *requirement_name(size_t i);

enum requirement_result { REQUIREMENT_MET, REQUIREMENT_UNKNOWN, REQUIREMENT_BROKEN };
const char *requirement_result_name(enum requirement_result result); /* "met" */

/* One thing that is asked for. */
struct requirement_line {
    enum requirement_item item;
    enum requirement_result result;
    enum scan_feature feature; /* of FEATURE_* */
    struct scan_ids ids;       /* what breaks it */
    int chain;                 /* that breaks it; -1: none */
    int64_t number;            /* that breaks it */
    uint32_t limit;
    struct span name; /* that breaks it */
};

struct requirement_check {
    enum requirement_result result; /* BROKEN if any line is, else UNKNOWN if any is */
    struct requirement_line *v;     /* in the order of the tables */
    size_t num, cap;
};

/* requirement_check compares the facts with a requirement.  A server that was not reached or does
 * not speak TLS has no lines, and is UNKNOWN.  Errors: those of the arena. */
enum err requirement_check(struct requirement_check *out, const struct requirement *requirement,
                           const struct scan_facts *facts, struct arena *arena) MUST_CHECK;

/* requirement_reason is OK, REQUIREMENT_UNKNOWN or BELOW_REQUIREMENT: both refuse. */
enum reason requirement_reason(enum requirement_result result);

#endif
