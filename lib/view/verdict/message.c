/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/message.h"

#include "lib/base/lookup.h"
#include "lib/view/verdict/hint.h"
#include "lib/view/verdict/phrase.h"

static const struct {
    char text[156], hint[136];
} messages[RULE_COUNT] = {
#define MESSAGE(rule, text, hint) [RULE_##rule] = {ROW_TEXT(text), ROW_TEXT(hint)},
#include "lib/view/verdict/messages.def"
#undef MESSAGE
};

const char *message_text(enum rule rule)
{
    return messages[rule].text[0] == 0 ? NULL : messages[rule].text;
}

const char *message_hint(enum rule rule)
{
    return message_text(rule) == NULL ? NULL : messages[rule].hint;
}

void finding_message(struct buf *out, const struct finding *finding, const struct path *path,
                     const struct view_input *in)
{
    struct phrase ph = phrase_open(out, finding, path, in);
    const char *text = message_text(finding->rule);

    phrase_sentence(&ph, text != NULL ? text : rule_text(finding->rule));
}

void finding_hint(struct buf *out, const struct finding *finding, const struct path *path,
                  const struct view_input *in)
{
    struct phrase ph = phrase_open(out, finding, path, in);

    if (!hint_put(&ph))
        phrase_put(&ph, messages[finding->rule].hint);
}

const char *finding_ref(const struct finding *finding)
{
    const char *finer = err_ref(finding->err);

    return finding->err != ERR_OK && finer[0] != 0 ? finer : rule_ref(finding->rule);
}
