/* SPDX-License-Identifier: GPL-3.0-or-later */
/* badclient: what a client does wrong, and what our server must make of it: see tests/bad/bad.h. */
#ifndef TB_TESTS_BADCLIENT_BADCLIENT_H
#define TB_TESTS_BADCLIENT_BADCLIENT_H

#include "tests/bad/bad.h"

enum { AT_SECOND_HELLO = 250 }; /* the ClientHello behind a HelloRetryRequest */

#define BASE(id, version, set, again) extern const struct base id;
#include "tests/badclient/bases.def"
#undef BASE
#define MUTATION(id) extern const struct mutation mutation_##id;
#include "tests/badclient/mutations.def"
#undef MUTATION

#endif
