/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/text/lang_table.h"

const char *lang_code(enum lang lang)
{
    static const char *const codes[LANG_COUNT] = {[LANG_EN] = "en", [LANG_ZH] = "zh"};

    return codes[lang];
}

/* The language of a locale's name ends where its territory, encoding or modifier begins (POSIX.1
 * 8.2). */
static bool is_name(const char *name, const char *code)
{
    size_t n = strlen(code);

    return strncmp(name, code, n) == 0 && (name[n] == 0 || strchr("_-.@", name[n]) != NULL);
}

bool lang_find(enum lang *out, const char *name)
{
    *out = LANG_EN;
    for (int i = 0; i < LANG_COUNT; i++) {
        if (is_name(name, lang_code((enum lang)i))) {
            *out = (enum lang)i;
            return true;
        }
    }
    return is_name(name, "C") || is_name(name, "POSIX");
}

const char *lang_text(enum lang lang, const char *english)
{
    size_t n = lang == LANG_ZH ? strlen(english) + 1 : 0;
    const char *at = lang_zh.text;

    for (size_t i = 0; n > 0 && i < lang_zh.num; i++) {
        const uint16_t *size = lang_zh.sizes[i];

        if (size[0] == n && memcmp(at, english, n) == 0)
            return at + n;
        at += size[0] + size[1];
    }
    return english;
}

void lang_count(struct buf *out, enum lang lang, const char *english, size_t n)
{
    const char *text = lang_text(lang, english);

    while (*text != 0) {
        struct span plain = span_head(span_str(text), span_find(span_str(text), '{'));

        buf_put(out, plain);
        text += plain.n;
        if (strncmp(text, "{n}", 3) == 0)
            buf_printf(out, "%zu", n);
        else if (strncmp(text, "{s}", 3) == 0)
            buf_str(out, buf_plural(n));
        else
            buf_str(out, *text == 0 ? "" : "{");
        text += strncmp(text, "{n}", 3) == 0 || strncmp(text, "{s}", 3) == 0 ? 3 : *text != 0;
    }
}
