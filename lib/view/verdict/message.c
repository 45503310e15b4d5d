/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lib/view/verdict/message.h"

#include "lib/view/verdict/hint.h"
#include "lib/view/verdict/phrase.h"

static const struct {
    const char *text, *hint;
} messages[RULE_COUNT] = {
#define MESSAGE(rule, text, hint) [RULE_##rule] = {text, hint},
#include "lib/view/verdict/messages.def"
#undef MESSAGE
};

const char *message_text(enum rule rule)
{
    return messages[rule].text;
}

const char *message_hint(enum rule rule)
{
    return messages[rule].hint;
}

void finding_message(struct buf *out, const struct finding *finding, const struct path *path,
                     const struct view_input *in)
{
    struct phrase ph = phrase_open(out, finding, path, in);
    const char *text = messages[finding->rule].text;

    phrase_sentence(&ph, text != NULL ? text : rule_text(finding->rule));
}

void finding_hint(struct buf *out, const struct finding *finding, const struct path *path,
                  const struct view_input *in)
{
    struct phrase ph = phrase_open(out, finding, path, in);

    if (!hint_put(&ph) && messages[finding->rule].hint != NULL)
        phrase_put(&ph, messages[finding->rule].hint);
}

const char *finding_ref(const struct finding *finding)
{
    const char *finer = err_ref(finding->err);

    return finding->err != ERR_OK && finer[0] != 0 ? finer : rule_ref(finding->rule);
}
