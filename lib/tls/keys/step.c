/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/tls/keys/step.h"

#include "lib/base/lookup.h"
#include "lib/tls/wire/tables.h"

static const struct step_row rows[STEP_COUNT] = {
#define STEP(ID, version, name, formula, label, keylog, side, why, ref)    \
    {TLS_##version,    ROW_TEXT(name), ROW_TEXT(formula), ROW_TEXT(label), \
     ROW_TEXT(keylog), SIDE_##side,    ROW_TEXT(why),     ROW_TEXT(ref)},
#include "lib/tls/keys/steps.def"
#undef STEP
};

const struct step_row *step_row(enum step_id id)
{
    return &rows[id];
}
