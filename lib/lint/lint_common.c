/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks of whether an extension is there, is critical, and which flags it has. */
#include "config.h"

#include "lib/lint/lint_check.h"

bool is_absent(const struct cert *cert, const struct lint_terms *terms)
{
    return cert_ext_state(cert, terms->ext) == EXT_ABSENT;
}

bool is_present(const struct cert *cert, const struct lint_terms *terms)
{
    return cert->ext[terms->ext].present;
}

bool is_critical(const struct cert *cert, const struct lint_terms *terms)
{
    return cert->ext[terms->ext].critical;
}

bool is_not_critical(const struct cert *cert, const struct lint_terms *terms)
{
    return !cert->ext[terms->ext].critical && !cert->ext[terms->ext].critical_unread;
}

bool lacks_key_usage(const struct cert *cert, const struct lint_terms *terms)
{
    return (cert->key_usage & (uint32_t)terms->arg) == 0;
}

bool has_key_usage(const struct cert *cert, const struct lint_terms *terms)
{
    return (cert->key_usage & (uint32_t)terms->arg) != 0;
}

bool has_usage(const struct cert *cert, const struct lint_terms *terms)
{
    return (cert->eku & (uint32_t)terms->arg) != 0;
}
