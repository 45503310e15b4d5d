/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badserver: what a server does wrong, and what our client must make of it: see tests/bad/bad.h. */
#ifndef TB_TESTS_BADSERVER_BADSERVER_H
#define TB_TESTS_BADSERVER_BADSERVER_H

#include "tests/bad/bad.h"

#define BASE(id, version, set, again) extern const struct base id;
#include "tests/badserver/bases.def"
#undef BASE
#define MUTATION(id) extern const struct mutation mutation_##id;
#include "tests/badserver/mutations.def"
#undef MUTATION

#endif
