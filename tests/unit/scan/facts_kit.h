/* SPDX-License-Identifier: GPL-3.0-or-later */
/* facts_kit: the facts of a server in which nothing is wrong, for tests that change one. */
#ifndef TB_TESTS_UNIT_SCAN_FACTS_KIT_H
#define TB_TESTS_UNIT_SCAN_FACTS_KIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/scan/requirement.h"
#include "lib/scan/scan_judge.h"
#include "lib/tls/wire/tables.h"
#include "tests/factory/factory.h"

/* facts_good makes a server of TLS 1.2 and 1.3 with a P-256 certificate and all features. */
void facts_good(struct scan_facts *facts, struct arena *arena);

/* facts_add adds a number to a list; facts_accept makes a version accepted, with one suite. */
void facts_add(struct scan_facts *facts, struct scan_ids *ids, unsigned id);
void facts_accept(struct scan_facts *facts, enum scan_version_row row, unsigned suite);

/* facts_show replaces the chain by a leaf and its issuer, or by the leaf alone. */
void facts_show(struct scan_facts *facts, const struct fc_spec *leaf, size_t num);

/* facts_require reads a requirement that is right. */
void facts_require(struct requirement *out, const char *text, struct arena *arena);

#endif
