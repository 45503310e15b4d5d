# SPDX-License-Identifier: GPL-3.0-or-later
# Makes C of a catalogue in gettext's format: all sentences and their translations in one struct of
# characters, and their sizes, so that nothing has to be relocated when the program starts.  A quoted
# string of a .po is one of C: it goes over as it is.  Entries marked fuzzy do not count, as in
# gettext, nor do obsolete ones, which are comments.
#
# usage: awk -v name=lang_zh -f table.awk zh.po
function flush() {
    if (id != "" && id != "\"\"" && text != "" && text != "\"\"" && !fuzzy) {
        num++
        fields = fields "    char e" num "[sizeof " id "];\n    char t" num "[sizeof " text "];\n"
        values = values "    " id ",\n    " text ",\n"
        sizes = sizes "    {sizeof " id ",\n     sizeof " text "},\n"
    }
    id = text = state = ""
    fuzzy = 0
}
function add(part) {
    if (part == "\"\"")
        return
    if (state == "id")
        id = id (id == "" ? "" : "\n     ") part
    else if (state == "text")
        text = text (text == "" ? "" : "\n     ") part
}
/^#/ || /^$/ {
    if (state == "text")
        flush()
    if (/^#,.*fuzzy/)
        fuzzy = 1
    next
}
/^msgid "/ {
    if (state == "text")
        flush()
    state = "id"
    sub(/^msgid /, "")
}
/^msgstr "/ { state = "text"; sub(/^msgstr /, "") }
/^"/ { add($0); next }
{ print FILENAME ":" FNR ": not understood: " $0 >"/dev/stderr"; exit_code = 1 }
END {
    flush()
    print "#include \"config.h\"\n\n#include \"lib/view/text/lang_table.h\"\n"
    print "static const struct {\n" fields "} texts = {\n" values "};\n"
    print "static const uint16_t sizes[][2] = {\n" sizes "};\n"
    print "const struct lang_table " name " = {"
    print "    (const char *)&texts, sizes, sizeof sizes / sizeof sizes[0]};"
    exit exit_code
}
