/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shared secret.  That of a hybrid group is the concatenation of two (RFC 10024), and may be
 * given as such. */
#include "config.h"

#include "cmd/derive/derive.h"

#include "lib/tls/wire/hybrid_parts.h"
#include "lib/tls/wire/tables.h"
#include "lib/view/handshake/hs.h"

int derive_shared_read(struct derive *derive)
{
    const struct string_list *given = &derive->opts->shared;
    struct buf bytes;
    int code = EXIT_OK;

    if (given->num > HYBRID_PARTS)
        return cmd_wrong(derive->run,
                         "--%s may be given twice, for the parts of a hybrid group, but "
                         "not %zu times",
                         derive_option(DERIVE_SHARED), given->num);
    buf_init(&bytes, DERIVE_VALUE_MAX);
    for (size_t i = 0; i < given->num && code == EXIT_OK; i++) {
        derive->first_n = bytes.n;
        code = derive_decode(derive, DERIVE_SHARED, given->v[i], &bytes);
    }
    if (code == EXIT_OK)
        derive_set(derive, DERIVE_SHARED, buf_span(&bytes));
    buf_wipe(&bytes);
    return code;
}

/* Reports a length that the group does not have. */
static int wrong_length(const struct derive *derive, const char *whose, size_t wanted, size_t n)
{
    const struct group *group = group_find(derive->group);

    return cmd_wrong(derive->run, "--%s: the %s%ssecret of %s must be %zu bytes long, not %zu",
                     derive_option(DERIVE_SHARED), whose, whose[0] != '\0' ? " " : "", group->name,
                     wanted, n);
}

/* Checks both parts, or the whole, and finds where the second one starts. */
static int fit_hybrid(struct derive *derive, const struct hybrid_part parts[HYBRID_PARTS])
{
    size_t n = derive->v[DERIVE_SHARED].n, whole = parts[0].shared_n + parts[1].shared_n;

    if (derive->first_n == 0) {
        derive->first_n = parts[0].shared_n;
        return n == whole ? EXIT_OK : wrong_length(derive, "", whole, n);
    }
    if (derive->first_n != parts[0].shared_n)
        return wrong_length(derive, parts[0].name, parts[0].shared_n, derive->first_n);
    if (n != whole)
        return wrong_length(derive, parts[1].name, parts[1].shared_n, n - derive->first_n);
    return EXIT_OK;
}

int derive_shared_fit(struct derive *derive)
{
    const struct group *group = group_find(derive->group);
    struct hybrid_part parts[HYBRID_PARTS];

    if (!derive_has(derive, DERIVE_SHARED) || group == NULL)
        return EXIT_OK;
    if (hybrid_parts(parts, group->id))
        return fit_hybrid(derive, parts);
    if (group_kx(group) == NULL)
        return EXIT_OK;
    if (derive->first_n > 0)
        return cmd_wrong(derive->run, "--%s was given twice, but %s is no hybrid group",
                         derive_option(DERIVE_SHARED), group->name);
    if (derive->v[DERIVE_SHARED].n != group_kx(group)->shared_n)
        return wrong_length(derive, "", group_kx(group)->shared_n, derive->v[DERIVE_SHARED].n);
    return EXIT_OK;
}

void derive_shared_split(const struct derive *derive, struct step *step)
{
    struct hybrid_part parts[HYBRID_PARTS];

    if (step->id != STEP_SHARED_SECRET || derive->first_n == 0)
        return;
    if (hybrid_parts(parts, derive->group))
        hs_step_split(step, derive->first_n, parts[0].secret_name, parts[1].secret_name);
    else
        hs_step_split(step, derive->first_n, "first_secret", "second_secret");
}
