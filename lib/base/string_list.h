/* SPDX-License-Identifier: GPL-3.0-or-later */
/* string_list: a growing list of strings, in an arena. */
#ifndef TB_LIB_BASE_STRING_LIST_H
#define TB_LIB_BASE_STRING_LIST_H

#include <stddef.h>

struct string_list {
    const char **v;
    size_t num, cap;
};

#endif
